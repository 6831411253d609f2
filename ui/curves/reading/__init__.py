"""What plots need beside the journals of their runs, read beside the window's own work."""
