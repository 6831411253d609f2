"""One cell of the matrix: its text with coloured tokens, its curve, its figures, its versions."""
