"""Answers about what goes on inside one or two models on a text."""
