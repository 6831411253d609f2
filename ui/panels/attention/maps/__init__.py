"""The maps of one model or both: all heads as tiles, one map seen in three ways."""
