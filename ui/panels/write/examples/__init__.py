"""What each setting of a strategy does on the prompt, in its tooltip."""
