"""Pairs of texts from a corpus, of which one is wrong in a single thing."""
