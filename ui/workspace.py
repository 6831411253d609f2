"""The workspaces of the window, in the order of the journey."""

from enum import StrEnum


class Workspace(StrEnum):
    """An arrangement of panels with a layout of its own."""

    WELCOME = "welcome"
    DATA = "data"
    TRAIN = "train"
    INSPECT = "inspect"
    WRITE = "write"
    RUNS = "runs"
