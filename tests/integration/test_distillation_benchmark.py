"""The benchmark of distillation by wall clock, on a small text for half a second a training."""

import math
from argparse import Namespace
from pathlib import Path

import pytest
from distillation_per_minute import CACHE, ON_CLOCK, ROWS, TEACHER, cells, scored, table
from quality.cells import Cell, Scored, add_cell, read_cells
from quality.running import CELLS
from quality.texts import cut

HELP = Path(__file__).parents[2] / "resources" / "help" / "en"
MADE_S = 0.125


@pytest.mark.slow
def test_that_students_with_their_teacher_its_cache_and_alone_stand_in_one_table(
    tmp_path: Path, brief_timing: None
) -> None:
    file = tmp_path / "pages.txt"
    file.write_text("\n".join(page.read_text("utf-8") for page in sorted(HELP.glob("*.md"))))
    text = cut(file, tmp_path, 1_000)
    short = {"minutes": [0.01], "teacher_minutes": 0.01, "seeds": 1, "only": ROWS}
    loss = {"temperature": 2.0, "alpha": 0.5}
    options = Namespace(work=tmp_path, pieces=1_000, threads=1, device="cpu", **short, **loss)
    wanted = list(cells(options, [text]))
    assert [cell.rival for cell in wanted] == [TEACHER, CACHE, *ROWS]
    for cell in wanted:
        result = scored(options, cell)
        if cell.rival == CACHE:
            result = Scored(math.nan, MADE_S, 0, 0, 0)
        add_cell(tmp_path / CELLS, cell, result)
    done = read_cells(tmp_path / CELLS)
    assert list(done) == wanted
    for cell, result in done.items():
        if cell.rival != CACHE:
            assert 0 < result.steps <= result.planned_steps
            assert 0 < result.bits_per_byte < 12
    lines = list(table(done, text.name, options.minutes, options.only))
    assert [line.split(" | ")[0] for line in lines[-len(ROWS) :]] == [f"| {row}" for row in ROWS]
    with pytest.raises(SystemExit, match="all of the time"):
        scored(options, _without_time(wanted))


def _without_time(wanted: list[Cell]) -> Cell:
    """A student whose minutes the cache takes."""
    (cell,) = [cell for cell in wanted if cell.rival == ON_CLOCK]
    return Cell(**{**vars(cell), "minutes": MADE_S / 60})
