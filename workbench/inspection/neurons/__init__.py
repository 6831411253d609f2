"""The neurons of a model's feed-forward parts: where they fire, and which tokens they promote."""
