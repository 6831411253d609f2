"""A file of prompts under several models and strategies, and blind votes on pairs of texts."""
