"""What α and τ would do to a distillation's loss, while sliders move."""
