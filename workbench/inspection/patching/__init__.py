"""Activation patching: what of one run, put into another, brings its prediction back."""
