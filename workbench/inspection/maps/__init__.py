"""Attention maps on one text: read, described, drawn small."""
