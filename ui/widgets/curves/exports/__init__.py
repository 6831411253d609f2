"""Curves as files and on the clipboard."""
