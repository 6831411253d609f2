"""Which tokens and parts a prediction comes from."""
