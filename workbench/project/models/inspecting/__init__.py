"""What a model of a project can be asked about its inside."""
