"""Files that ship with the app: samples, help, themes, translations."""

from pathlib import Path

ROOT = Path(__file__).parent
