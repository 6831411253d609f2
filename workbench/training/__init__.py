"""The one training loop, its objectives, schedules and checkpoints."""
