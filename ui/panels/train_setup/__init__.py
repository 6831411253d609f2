"""Choosing what to train, what it will cost, and starting it."""
