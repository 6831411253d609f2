"""One map of attention seen as lines between tokens, and as a coloured text."""
