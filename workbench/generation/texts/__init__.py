"""What is known of a text that is written: its tokens, why it is over, its figures and export."""
