"""What is wrong with a run, by its curves alone; pure functions, torch is not needed."""
