"""Models made ready for writing: their weights as this machine multiplies few rows fastest."""
