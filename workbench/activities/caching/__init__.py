"""Making the cache of a teacher's predictions."""
