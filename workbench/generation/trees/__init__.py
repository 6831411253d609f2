"""Texts that could be written, or were, as trees: what they begin alike with stands once."""
