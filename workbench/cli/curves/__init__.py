"""Verbs about the curves of runs, and why they look as they do."""
