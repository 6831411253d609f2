"""All runs of a project: found, grouped, compared, cleaned up, taken over from elsewhere."""
