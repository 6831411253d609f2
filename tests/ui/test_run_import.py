"""Runs of other tools come in by the menu: what is found is queued, what is passed over is said."""

import pytest
from fake_project import FakePlans, FakeProject
from screen import Screen

from ui.shell.exchange.run_import import RunImportAction
from workbench.plans.imported_runs import RunsToImport
