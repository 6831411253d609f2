"""Looking inside a model: attention maps and what heads do."""
