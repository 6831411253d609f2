"""The table of corpora and the dialog in which text becomes one."""
