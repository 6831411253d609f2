"""Labelled examples for fine-tuning."""
