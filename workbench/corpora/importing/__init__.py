"""Importing texts as a corpus: what is read, cut, skipped and split."""
