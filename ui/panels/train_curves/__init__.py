"""The live curves of a run, and the buttons that steer it."""
