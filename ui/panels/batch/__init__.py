"""The documents that one step of a run learnt from."""
