"""Verbs about attention and its heads."""
