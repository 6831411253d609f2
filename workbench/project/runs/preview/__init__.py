"""A run before it begins: its shapes, what it would cost, the machine it is planned for."""
