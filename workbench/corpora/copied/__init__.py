"""Passages of a text that stand in a corpus word for word, found by an index of the corpus."""
