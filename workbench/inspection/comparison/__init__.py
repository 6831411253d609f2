"""Teacher against student: heads matched, layers compared, one model over its checkpoints."""
