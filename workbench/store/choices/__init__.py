"""What a person has decided in a project, one small file for each kind."""
