"""What fits into the minutes that a person has, and why."""
