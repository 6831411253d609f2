"""Training a SentencePiece model in a process of its own."""
