"""What two models wrote, and how each finds the other's text."""
