"""What an instruction-tuned model reads around a prompt."""

PROMPT = "{prompt}"
"""Where the prompt stands in a template."""


def filled(template: str, prompt: str) -> str:
    """A template with the prompt in its place; the prompt itself where there is no template."""
    return template.replace(PROMPT, prompt) if template else prompt
