"""Reading and writing the formats of files that may hold anything."""
