"""Why a token: the candidates for one place, the model's own and behind each step of a strategy."""
