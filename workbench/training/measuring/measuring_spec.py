"""Settings of what is measured beside the loss while a model trains."""

from workbench.spec import Spec, setting


class MeasuringSpec(Spec):
    """How often the machine, the layers and the weights are looked at; none changes a result."""

    machine_every: int = setting(
        10,
        title="Measure the machine every",
        help="So many steps apart: use of processor and memory, FLOPs so far and a second, the "
        "share of the machine's measured speed (MFU), and the time that is left. 0 never does.",
        unit="steps",
        zero="never",
        ge=0,
        advanced=True,
        group="Measurements",
    )
    layers_every: int = setting(
        0,
        title="Measure layers every",
        help="So many steps apart: the gradient norm and the update-to-weight ratio of each layer. "
        "Such a step copies the trained weights once, which costs time and memory.",
        unit="steps",
        zero="never",
        ge=0,
        advanced=True,
        group="Measurements",
    )
    histograms_every: int = setting(
        0,
        title="Histograms every",
        help="So many steps apart: how the weights of each layer's matrices and their gradients "
        "are spread, in 64 bins, kept in the run's folder: about 700 bytes a layer each time.",
        unit="steps",
        zero="never",
        ge=0,
        advanced=True,
        group="Measurements",
    )
