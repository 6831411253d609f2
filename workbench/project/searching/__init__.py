"""Finding texts of a project: in corpora, written texts, samples and notes."""
