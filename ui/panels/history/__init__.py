"""The texts that models have written: searched, annotated, written again, exported."""
