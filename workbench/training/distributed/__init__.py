"""Training in many processes, as torchrun starts them."""
