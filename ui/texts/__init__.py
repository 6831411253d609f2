"""The one text that models are tried on: typed or taken from a corpus, and what was made of it."""
