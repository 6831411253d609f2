"""One text over the checkpoints of a run."""
