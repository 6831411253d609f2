"""Measuring the attention heads of saved models on a text or a corpus."""
