"""The comparison of teacher, control and students, with one honest sentence."""
