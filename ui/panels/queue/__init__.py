"""What is done now and what waits for its turn."""
