"""Opening a run's corpus as the text that its models read."""

from collections.abc import Generator
from typing import Any

from workbench.activities.resources import RunResources
from workbench.activities.text.causal import causal_data
from workbench.activities.text.data import TextData
from workbench.activities.text.masked import masked_data
from workbench.events import Event
from workbench.jobs import Control
from workbench.models.spec import AnyModelSpec
from workbench.tokenizers.source import Split
from workbench.training.runtime import Runtime
from workbench.training.spec import MaskingSpec, TextLoopSpec


def open_text(
    resources: RunResources,
    runtime: Runtime,
    control: Control,
    *,
    shape: AnyModelSpec,
    context: int,
    loop: TextLoopSpec,
    masking: MaskingSpec,
    seed: int,
    split: Split = "validation",
    fixed_windows: int = 0,
) -> Generator[Event, None, TextData[Any] | None]:
    """The corpus for models of a shape's kind, encoded if needed; None if stopped.

    `masking` is for models that fill in masks; `split` (the part that is measured) and
    `fixed_windows` for those that predict the next token.
    """
    if not shape.is_causal:
        return (
            yield from masked_data(
                resources,
                masking,
                loop,
                context=context,
                seed=seed,
                device=runtime.torch_device,
                threads=runtime.threads,
                control=control,
            )
        )
    return (
        yield from causal_data(
            resources,
            loop,
            context=context,
            seed=seed,
            device=runtime.torch_device,
            threads=runtime.threads,
            control=control,
            split=split,
            fixed_windows=fixed_windows,
        )
    )
