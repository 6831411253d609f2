"""Why a token: the parts of its logit, and what the tokens before it have to do with it."""
