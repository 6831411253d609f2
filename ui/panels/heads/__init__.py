"""What every attention head of a model does, on a text or over a corpus."""
