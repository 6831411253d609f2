"""Pretraining as an activity: a new model, or one that goes on."""
