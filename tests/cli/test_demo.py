"""The demo, briefly: from the sample to the report, and again where it ended."""

from pathlib import Path

import pytest
from called_verbs import Call

from workbench.plans import journey
from workbench.plans.minutes import within_minutes
from workbench.project import Project
from workbench.training import runtime

ROLES = ("teacher", "student", "student control")


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch, brief_timing: None) -> None:
    """A tenth of the sample, and two evaluations in each training."""
    monkeypatch.setattr(journey, "SAMPLE_STORIES", 600)
    monkeypatch.setattr(journey, "REPORT_TOKENS", 1_000)
    monkeypatch.setattr(within_minutes, "_EVALUATIONS", 2)
    monkeypatch.setattr(runtime, "available_cores", lambda: 1)


@pytest.mark.slow
def test_that_the_demo_speaks_to_people_and_makes_its_report_anew_under_new_names(
    call: Call, tmp_path: Path, brief: None
) -> None:
    demo = ("demo", "--headless", "--minutes", "0.02", "--project", tmp_path)
    told = call(*demo)
    assert told.code == 0, told.err
    assert told.out
    assert not {"Traceback", "None"}.intersection((told.out + told.err).split())
    assert (tmp_path / "attention.svg").is_file()
    with Project.open(tmp_path) as project:
        for role in ROLES:
            project.catalogue.rename(project.saved_run(f"stories {role}").record, f"my {role}")
    result = call(*demo, "--json")
    assert result.code == 0, result.err
    rows = result.objects[-1]["report"]
    assert [row["role"] for row in rows] == ["ngram", "teacher", "control", "student"]
    for row in rows:
        assert set(row) >= {
            *("role", "parameters", "loss", "perplexity", "bits_per_byte"),
            *("agreement", "ms_per_token"),
        }
    texts = [one for one in result.objects if one.get("type") == "Text"]
    assert len(texts) == 6
    assert {one["model"] for one in texts} == {f"my {role}" for role in ROLES}
