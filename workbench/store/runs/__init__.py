"""A run's folder: its journal and the state that it tells, its inputs, checkpoints and requests."""
