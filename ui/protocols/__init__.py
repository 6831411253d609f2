"""What the window needs of the engine, as protocols."""
