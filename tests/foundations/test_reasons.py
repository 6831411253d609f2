"""Why the system refused, as sentences that can be translated: asked of the real system."""

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.errors import reason_of


def loop(folder: Path) -> Path:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    return folder / "a"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (loop, "The links lead in a circle"),
        (lambda folder: folder, "It is a folder"),
        (lambda folder: folder / "gone", "No such file or folder"),
        (lambda folder: folder / ("x" * 300), "The name is too long"),
    ],
)
def test_that_a_refusal_of_the_system_has_a_sentence(
    tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    with pytest.raises(OSError, match=r"Errno") as caught:
        make(tmp_path).read_bytes()
    assert str(reason_of(caught.value)) == sentence


def test_that_a_rare_refusal_is_said_as_the_system_says_it() -> None:
    assert str(reason_of(OSError(77, "File descriptor in bad state"))) == (
        "File descriptor in bad state"
    )
    assert str(reason_of(OSError("the disk is on fire"))) == "the disk is on fire"
