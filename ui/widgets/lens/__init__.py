"""The logit lens as a grid, for whoever shows one."""
