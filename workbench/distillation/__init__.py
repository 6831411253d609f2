"""Teaching a student from a teacher: terms, schedules, objective."""
