"""Can a window be shown here? Found out without loading Qt, which would abort the process."""

import ctypes
import os
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

MIN_QT = (6, 10, 3)
BROKEN_QT = ((6, 11, 0), (6, 11, 1))
NEXT_QT = (6, 12, 0)
"""Older ones crash with our plots, 6.11.0 and 6.11.1 break docks, 6.12.0 aborts at random."""

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt itself loads and a bare system may lack, and the Debian package of each."""

X11_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's X11 platform loads beside that."""

WITHOUT_DISPLAY = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs", "minimalegl")


def display_problem() -> str | None:
    """Why no window can be shown on this machine, with what to install; None when one can."""
    return qt_problem() or (linux_problem(os.environ) if sys.platform == "linux" else None)


def qt_problem() -> str | None:
    """Whether PySide6 is there in a version that works."""
    try:
        installed = version("PySide6")
    except PackageNotFoundError:
        return "PySide6 is not installed; install it with: pip install 'PySide6>=6.10.3,<6.12'"
    return version_problem(installed)


def version_problem(installed: str) -> str | None:
    """Why a version of PySide6 is refused; None when it is good."""
    parts = tuple(int(part) for part in installed.split(".")[:3] if part.isdigit())
    if MIN_QT <= parts < NEXT_QT and parts not in BROKEN_QT:
        return None
    return (
        f"PySide6 {installed} does not work with this program (it crashes or breaks docked "
        "panels); install another with: pip install 'PySide6>=6.10.3,!=6.11.0,!=6.11.1,<6.12'"
    )


def linux_problem(environment: Mapping[str, str]) -> str | None:
    """What a Linux machine lacks: a display, or the libraries that Qt loads to reach it."""
    if environment.get("QT_QPA_PLATFORM", "").split(":")[0] in WITHOUT_DISPLAY:
        return libraries_problem(QT_LIBRARIES)
    if _wayland_answers(environment):
        return libraries_problem(QT_LIBRARIES)
    if not environment.get("DISPLAY"):
        return (
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set); "
            "run it in a desktop session, or under xvfb-run"
        )
    return libraries_problem(QT_LIBRARIES | X11_LIBRARIES) or _x11_problem(environment["DISPLAY"])


def libraries_problem(packages: Mapping[str, str]) -> str | None:
    """Which Debian packages to install; `packages` maps a shared library to what brings it."""
    missing = [package for library, package in packages.items() if not _loads(library)]
    if not missing:
        return None
    return f"Qt cannot load here; install what it needs with: apt install {' '.join(missing)}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    folder = environment.get("XDG_RUNTIME_DIR", "")
    return bool(name) and os.path.exists(os.path.join(folder, name))  # noqa: PTH110, PTH118


def _x11_problem(display: str) -> str | None:
    """Ask the X server itself: a dead display would make Qt abort the whole process."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return "Qt cannot load here; install what it needs with: apt install libxcb1"
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    failed = xcb.xcb_connection_has_error(connection) != 0
    xcb.xcb_disconnect(connection)
    if not failed:
        return None
    return f"The display {display} does not answer; run it in a desktop session, or under xvfb-run"
