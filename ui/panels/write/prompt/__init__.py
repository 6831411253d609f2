"""What models are asked: a prompt or a chat, and the tokens that each of them reads."""
