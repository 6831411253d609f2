"""Runs and queries as the window starts and follows them."""
