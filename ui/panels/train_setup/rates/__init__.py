"""Finding the learning rate of what is set up, by a range test."""
