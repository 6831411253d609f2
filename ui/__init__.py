"""The window: Qt lives here, torch does not."""
