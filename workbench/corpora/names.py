"""What the name of a file says that lies in the folder of a data set."""

import re

_ABOUT = re.compile(
    r"(readme|licen[sc]e|copying|notice|changelog|changes|contributing|code_of_conduct|security|"
    r"citation|authors|requirements|dataset_infos?)([-_.].*)?$",
    re.IGNORECASE,
)
_TEST = re.compile(r"(^|[-_.])(tests?|valid|validation|val|dev|eval)([-_.]|\d|$)", re.IGNORECASE)
_TRAIN = re.compile(r"(^|[-_.])train(ing)?([-_.]|\d|$)", re.IGNORECASE)


def is_about(name: str) -> bool:
    """Whether a file of a folder, by its name, tells about the others."""
    return _ABOUT.match(name) is not None


def is_test(name: str) -> bool:
    """Whether a file, by its name, is the part of a data set to test on."""
    return _TEST.search(name) is not None and not is_training(name)


def is_training(name: str) -> bool:
    """Whether a file, by its name, is the part of a data set to train on."""
    return _TRAIN.search(name) is not None
