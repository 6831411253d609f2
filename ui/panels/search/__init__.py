"""One field that searches everything of a project, and the document of what was found."""
