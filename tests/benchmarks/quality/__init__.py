"""What the benchmark of quality per minute trains, and how it is scored."""
