"""How files of others hold each architecture: its config, its names of tensors."""
