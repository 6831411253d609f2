"""Writes down every socket that Python code opens, in this process and in Python's children."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

LOG_VARIABLE = "FAULTS_SOCKET_LOG"
_FAMILIES = {int(family): family.name for family in socket.AddressFamily}
_LOOK_UPS = (
    *("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"),
    *("socket.getnameinfo", "urllib.Request", "http.client.connect"),
)


def watch(log: Path, folder: Path) -> None:
    """From now on, here; in children by a `sitecustomize` in `folder`. It cannot be undone."""
    here = Path(__file__).parent
    start = (
        f"import sys\nsys.path.append({str(here)!r})\nimport socket_audit\nsocket_audit.begin()\n"
    )
    (folder / "sitecustomize.py").write_text(start)
    os.environ[LOG_VARIABLE] = str(log)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{before}" if before else str(folder)
    begin()


def begin() -> None:
    """Write into the log that the environment names."""
    log = os.environ.get(LOG_VARIABLE)
    if log:
        sys.addaudithook(lambda event, arguments: _note(log, event, arguments))


def _note(log: str, event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.__new__":
        _write(log, _FAMILIES.get(int(arguments[1]), str(arguments[1])))
    elif event in _LOOK_UPS:
        _write(log, f"{event} {arguments[:2]!r}")


def _write(log: str, line: str) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)
