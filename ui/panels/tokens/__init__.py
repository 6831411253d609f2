"""Teacher and student on the same text, token by token."""
