"""Messages of the desktop, for a person who looks at another window."""
