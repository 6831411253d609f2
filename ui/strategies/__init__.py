"""Choosing a decoding strategy: its settings, its steps, and those that were given a name."""
