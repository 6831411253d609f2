"""The models that a spec speaks of, as settings: what can be drawn before anything starts."""

from dataclasses import dataclass
from typing import Literal

from workbench.models.spec import AnyModelSpec


@dataclass(frozen=True)
class ModelPreview:
    """A model's part in a run, its settings, and the size of its vocabulary."""

    role: Literal["model", "teacher", "student"]
    spec: AnyModelSpec
    vocabulary_size: int
