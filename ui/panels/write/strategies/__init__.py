"""How texts are written: a table of strategies, their settings, their steps and their presets."""
