"""Decoding strategies, a file each, and the loop of those that choose a token at a time."""
