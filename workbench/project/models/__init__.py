"""A project's models as nouns: what each writes, reads and is made into, alone or as a pair."""
