"""Language models, each in one file, and how they are built and loaded."""
