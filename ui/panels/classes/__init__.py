"""What a classifier gets right and wrong, class by class and example by example."""
