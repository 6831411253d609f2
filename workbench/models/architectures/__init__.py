"""The architectures of language models, each in one file."""
