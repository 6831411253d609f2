"""Why this token: the parts of its logit, and the tokens that speak for it."""
