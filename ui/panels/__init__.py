"""One file or folder a panel; panels never import each other."""
