"""Learning-rate range tests: the loss of a training's first steps over a growing learning rate."""
