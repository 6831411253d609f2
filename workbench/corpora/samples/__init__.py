"""The sample texts that come with the product."""
