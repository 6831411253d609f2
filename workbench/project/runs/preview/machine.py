"""The machine that plans are made for."""

from workbench.activities.estimate.estimate import available_bytes
from workbench.activities.estimate.machine_flops import flops_per_second
from workbench.plans.minutes.within_minutes import MachineSize


def this_machine() -> MachineSize:
    """What it reaches in training by its products of matrices, and the memory that is free now."""
    return MachineSize(flops_per_second(), available_bytes())
