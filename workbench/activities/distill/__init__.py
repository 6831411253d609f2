"""Distillation as an activity."""
