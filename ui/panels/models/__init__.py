"""The models of the project and their checkpoints."""
