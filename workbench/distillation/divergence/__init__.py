"""How far the student's predictions are from the teacher's."""
