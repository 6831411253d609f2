"""Attention as files."""
