"""The verbs about runs as a table: listed, filtered, remarked on, compared."""
