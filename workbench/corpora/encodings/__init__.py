"""From bytes to characters: which encoding a file has, and reading it piece by piece."""
