"""Writing text with a model under a decoding strategy."""
