"""Texts: reading them, splitting them into documents, describing them."""
