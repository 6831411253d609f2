"""The feed-forward neurons of a model: where they are strong, and what they promote."""
