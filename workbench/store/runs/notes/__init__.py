"""What is noted of a run beside its journal: by a person, or by alert rules."""
