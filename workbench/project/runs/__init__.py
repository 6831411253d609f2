"""One run: its settings, curves, checkpoints, and how it is started and gone on with."""
