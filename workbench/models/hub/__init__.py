"""Formats of other tools: checkpoint folders of Hugging Face's, ONNX and GGUF files."""
