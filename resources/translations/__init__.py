"""The window's translations, and what keeps them up to date."""
