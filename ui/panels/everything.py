"""Every panel of the window, in the order of the tabs; a new panel is one import and one entry."""

from ui.panel import Panel

PANELS: tuple[type[Panel], ...] = ()
