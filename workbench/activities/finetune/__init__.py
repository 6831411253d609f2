"""Fine-tuning as an activity: classes, or answers to prompts."""
