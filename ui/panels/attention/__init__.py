"""Attention heads of teacher and student, side by side."""
