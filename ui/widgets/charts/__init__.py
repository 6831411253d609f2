"""Bars, scatters and other small charts."""
