"""Models in GGUF files of others, read without trust."""
