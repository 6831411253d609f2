"""What is measured of machine and layers while a model trains; drawn where a person adds it."""

from workbench.metrics.kinds import Chart, Direction, Form, Metric
from workbench.words import Words, words

LAYER_GRADIENT = "layer_gradient_norm_"
"""What the curve of the gradient norm of a layer begins with."""

LAYER_UPDATE = "layer_update_ratio_"
"""What the curve of the update-to-weight ratio of a layer begins with."""

TRAINING_FLOPS = "training_flops"
"""The curve that tells how many FLOPs were spent by when."""

BY_WALL_TIME = (
    "tokens_per_second",
    "tflops_per_second",
    "model_flops_utilization",
    "cpu_use",
    "system_cpu_use",
    "process_memory_gb",
    "gpu_memory_gb",
    "remaining_minutes",
)
"""Metrics that no two runs share: they depend on the machine and the moment."""

_GIGABYTES = words("GB")

MEASURING = (
    Metric(
        "model_flops_utilization",
        words("Model FLOPs utilization (MFU)"),
        words("MFU"),
        chart=Chart.MACHINE,
        direction=Direction.HIGHER,
        form=Form.SHARE,
        digits=1,
        help=words(
            "The FLOPs of training a second, as a share of what matrix products reach here in the "
            "run's precision, measured as the run began"
        ),
        colour=5,
        on_request=True,
    ),
    Metric(
        "cpu_use",
        words("Use of the processor by the run"),
        words("Processor, this run"),
        chart=Chart.MACHINE,
        form=Form.SHARE,
        digits=1,
        help=words("Of all cores that the run may use"),
        colour=3,
        on_request=True,
    ),
    Metric(
        "system_cpu_use",
        words("Use of the processor by all programs"),
        words("Processor, all programs"),
        chart=Chart.MACHINE,
        form=Form.SHARE,
        digits=1,
        colour=6,
        on_request=True,
    ),
    Metric(
        "process_memory_gb",
        words("Memory of the run's process"),
        words("Memory"),
        unit=_GIGABYTES,
        chart=Chart.MEMORY,
        digits=2,
        colour=3,
        on_request=True,
    ),
    Metric(
        "gpu_memory_gb",
        words("Memory of the graphics card that the run holds"),
        words("Graphics memory"),
        unit=_GIGABYTES,
        chart=Chart.MEMORY,
        digits=2,
        colour=5,
        on_request=True,
    ),
    Metric(
        "tflops_per_second",
        words("Speed of training"),
        words("TFLOP/s"),
        unit=words("TFLOP/s"),
        direction=Direction.HIGHER,
        digits=3,
        on_request=True,
    ),
    Metric(
        TRAINING_FLOPS,
        words("FLOPs so far"),
        words("FLOPs"),
        form=Form.COUNT,
        help=words("Of the model's training and its teachers' forward passes, by their shapes"),
        on_request=True,
    ),
    Metric(
        "remaining_minutes",
        words("Time left (ETA)"),
        words("Time left"),
        unit=words("min"),
        digits=1,
        help=words("What the remaining steps take at the pace so far, evaluations included"),
        on_request=True,
    ),
    Metric(
        LAYER_GRADIENT,
        words("Gradient norm"),
        words("Gradient norm"),
        chart=Chart.LAYER_GRADIENTS,
        noisy=True,
        on_request=True,
    ),
    Metric(
        LAYER_UPDATE,
        words("Update-to-weight ratio"),
        words("Update-to-weight ratio"),
        chart=Chart.LAYER_UPDATES,
        digits=6,
        noisy=True,
        on_request=True,
    ),
)

_LAYERS = {
    "embeddings": words("embeddings"),
    "head": words("above the blocks"),
    "beside": words("beside the model"),
}


def layer_words(layer: str) -> Words:
    """What a layer's curve is called: blocks are counted from 0."""
    return _LAYERS.get(layer) or words("layer {number}", number=layer)


def layer_order(name: str) -> tuple[int, int]:
    """Where a layer's curve stands among those of the others: from the embeddings upwards."""
    return layer_rank(name.removeprefix(LAYER_GRADIENT).removeprefix(LAYER_UPDATE))


def layer_rank(layer: str) -> tuple[int, int]:
    """Where a layer stands: the embeddings, the blocks by number, what is above or beside them."""
    if layer.isdecimal():
        return 1, int(layer)
    known = tuple(_LAYERS)
    if layer not in known:
        return 2, len(known)
    return (0, 0) if layer == known[0] else (2, known.index(layer))
