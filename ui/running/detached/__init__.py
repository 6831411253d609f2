"""Runs that are performed by processes of their own, as this window starts them."""
