"""Conditions on runs, as a person writes them: `val_loss < 4 and kind = distil`."""
