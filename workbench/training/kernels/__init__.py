"""With what the blocks of a model learn: chosen, checked, and given to the model."""
