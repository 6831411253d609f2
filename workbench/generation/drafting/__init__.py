"""What a draft is worth: how much of it is accepted, and how much faster a text comes by it."""
