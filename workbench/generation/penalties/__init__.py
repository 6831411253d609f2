"""What changes the model's own scores before a token is chosen, however it is chosen."""
