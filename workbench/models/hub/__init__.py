"""Folders of the Hugging Face kind, read and written: a foreign model's config and weights."""
