"""The terminal's door to everything the window can do."""
