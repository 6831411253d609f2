"""Why a token: the candidates for one place, under sliders and behind each step of a strategy."""
