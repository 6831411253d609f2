"""How large a model is: parts, shapes, parameters, memory, FLOPs."""
