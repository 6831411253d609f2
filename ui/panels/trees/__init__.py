"""Trees of what models write, could write, and look at while they search."""
