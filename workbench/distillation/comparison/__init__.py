"""A student's predictions beside its teacher's."""
