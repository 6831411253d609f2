"""Chats as a model reads them: by the template that its folder brings."""
