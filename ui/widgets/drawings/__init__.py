"""Drawings of models and their layers."""
