"""SentencePiece tokenizers: training, reading, showing them."""
