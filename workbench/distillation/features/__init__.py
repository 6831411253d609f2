"""Distillation of hidden states, attention and relations."""
