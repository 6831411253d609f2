"""The prompt: typed, taken or a chat, how it is read, and the tokens that models read."""
