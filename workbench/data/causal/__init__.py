"""Token shards, and batches for models that predict the next token."""
