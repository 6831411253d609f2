"""Runs in other processes: started, followed, and why one failed."""
