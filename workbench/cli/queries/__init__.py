"""The verbs that ask saved models something."""
