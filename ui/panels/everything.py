"""Every panel of the window, in the order of the tabs; a new panel is one import and one entry."""

from ui.panel import Panel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.panels.train_log import TrainLogPanel
from ui.panels.train_samples import TrainSamplesPanel
from ui.panels.train_setup.panel import TrainSetupPanel

PANELS: tuple[type[Panel], ...] = (
    TrainSetupPanel,
    TrainCurvesPanel,
    TrainLogPanel,
    TrainSamplesPanel,
)
