"""Runs as one page that needs nothing else: in words, curves, tables, texts and their log."""
