"""Sentences, and masked batches for BERT models."""
