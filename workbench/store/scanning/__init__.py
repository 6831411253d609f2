"""From the folders of a project to records of what they hold."""
