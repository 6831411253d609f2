"""What performs a run, beside torch: this program, its git state if it has one, the processor."""

import platform
import subprocess
from functools import cache
from importlib import metadata
from pathlib import Path

from workbench.file_formats.plain_file import read_plain_file

_ROOT = Path(__file__).parents[2]
_PACKAGE = "distill-workbench"
_MOST_GIT_S = 2.0
_CPU_INFO = Path("/proc/cpuinfo")


@cache
def provenance() -> dict[str, str]:
    """Recorded at the start of each attempt; what cannot be told is left out."""
    facts = {"workbench": _version(), "git": _git_state(), "processor": _processor()}
    return {name: fact for name, fact in facts.items() if fact}


def _version() -> str:
    try:
        return metadata.version(_PACKAGE)
    except metadata.PackageNotFoundError:
        return ""


def _git_state() -> str:
    """The commit of the checkout that runs, and whether files differ from it; empty outside one."""
    if not (_ROOT / ".git").exists():
        return ""
    commit = _git("rev-parse", "--short=12", "HEAD")
    changed = _git("status", "--porcelain", "--untracked-files=no") if commit else ""
    return f"{commit} with changes" if changed else commit


def _git(*arguments: str) -> str:
    """What git says; empty where there is none, or it refuses or takes too long."""
    try:
        said = subprocess.run(
            ["git", "-C", str(_ROOT), "--no-optional-locks", *arguments],
            capture_output=True,
            check=True,
            timeout=_MOST_GIT_S,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.decode(errors="replace").strip()


def _processor() -> str:
    """The processor's name; its architecture where the system does not tell that."""
    try:
        lines = read_plain_file(_CPU_INFO).decode(errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()
