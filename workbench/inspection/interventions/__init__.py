"""Changing a model on its way, and what follows: ablation, scaling, steering, importance."""
