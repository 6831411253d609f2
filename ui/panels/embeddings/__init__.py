"""A model's token embeddings: a map of pieces, and the nearest ones of a piece."""
