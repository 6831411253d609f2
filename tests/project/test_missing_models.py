"""What is said of a model that is not there: whether it was deleted, or never saved."""

import shutil

import pytest
from tiny_project import CORPUS, TEACHER

from workbench.errors import NotFound
from workbench.project import Project
from workbench.store.bin import InBin


def test_that_a_run_without_a_checkpoint_is_named_as_such(tiny: Project) -> None:
    folder = tiny.model(TEACHER).checkpoint.folder.parent
    shutil.rmtree(folder)
    with Project.open(tiny.folder) as again:
        for reference in (TEACHER, f"{TEACHER}@last"):
            with pytest.raises(NotFound, match=f"the run '{TEACHER}' has no checkpoint"):
                again.model(reference)
        with pytest.raises(NotFound, match=f"there is no model '{CORPUS}'"):
            again.model(CORPUS)


def test_that_a_model_in_the_bin_is_said_to_be_there(tiny: Project) -> None:
    tiny.catalogue.delete(tiny.model(TEACHER).record)
    with pytest.raises(InBin, match=f"'{TEACHER}' is in the bin"):
        tiny.model(f"{TEACHER}@best")
    tiny.catalogue.restore(tiny.catalogue.bin()[0])
    assert tiny.model(TEACHER).name == TEACHER
    with pytest.raises(NotFound, match="has no checkpoint at step 7"):
        tiny.model(f"{TEACHER}@7")
