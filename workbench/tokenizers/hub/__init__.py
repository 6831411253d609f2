"""Tokenizers in Hugging Face's formats, in and out."""
