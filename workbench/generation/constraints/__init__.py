"""What a text must be as a whole: one of several, a regular expression, a JSON shape."""
