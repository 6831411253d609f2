"""The batch of one step of a run: its documents, and their losses as the model had them then."""
