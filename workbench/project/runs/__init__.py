"""The runs of a project as a table: found, grouped, compared, remarked on."""
