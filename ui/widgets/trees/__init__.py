"""Trees of short texts, drawn from left to right."""
