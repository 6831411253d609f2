"""The first page: projects, samples, and a place to drop a text."""
