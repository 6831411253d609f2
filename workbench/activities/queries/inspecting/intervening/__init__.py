"""What changes when parts of a model are ablated, scaled or patched."""
