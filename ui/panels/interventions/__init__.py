"""Interventions: heads, layers and neurons switched off or scaled, steering, and what follows."""
