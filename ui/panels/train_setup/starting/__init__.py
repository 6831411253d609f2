"""How what is set up is started: here, in several processes, or elsewhere."""
