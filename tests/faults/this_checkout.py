"""Imported first by the scripts here: they attack the checkout that they lie in, by `lab/`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "oracles"), str(Path(__file__).parent / "lab")]
