"""How alike the layers of teacher and student are."""
