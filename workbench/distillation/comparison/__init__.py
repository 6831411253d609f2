"""A student's predictions compared with its teacher's."""
