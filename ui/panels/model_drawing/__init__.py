"""A drawing of the model that the settings describe."""
