"""Token embeddings: the nearest pieces of a piece, a map of many, two models' maps aligned."""
