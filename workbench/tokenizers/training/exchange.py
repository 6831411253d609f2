"""The files that the trainer's process and its parent exchange in its working folder."""

MODEL_FILE = "trained.model"
RULES_FILE = "rules.tsv"
