"""Projects in the window: making, opening, remembering one, and what of it is in the bin."""
