"""The text that models are trained and measured on."""
