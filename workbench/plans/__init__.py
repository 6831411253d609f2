"""Lists of ordinary specs: chains, sweeps and the journey; nothing here computes."""
