"""The texts that models wrote for a person, kept in the project and searched."""
