"""Every panel of the window, in the order of the tabs; a new panel is one import and one entry."""

from ui.panel import Panel
from ui.panels.attention.panel import AttentionPanel
from ui.panels.train_curves.panel import TrainCurvesPanel
from ui.panels.train_log import TrainLogPanel
from ui.panels.train_samples import TrainSamplesPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.panels.write.panel import WritePanel

PANELS: tuple[type[Panel], ...] = (
    TrainSetupPanel,
    TrainCurvesPanel,
    TrainLogPanel,
    TrainSamplesPanel,
    AttentionPanel,
    WritePanel,
)
