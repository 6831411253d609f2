"""Many distillations with some settings varied."""
