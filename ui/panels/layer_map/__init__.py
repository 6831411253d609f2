"""Which layer of the teacher each layer of a student learns from."""
