"""Models in the formats of other programs: Hugging Face folders, ONNX, GGUF."""
