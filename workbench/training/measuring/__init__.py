"""What is measured of a training step beside its loss."""
