"""The facade as a notebook uses it: nouns, and results that show themselves."""

import re
import sys
import webbrowser
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlparse
from xml.etree import ElementTree

import pytest
import tiny_project
from tiny_project import CORPUS, TEACHER, distill_spec, pretrain_spec

import workbench.distillation.spec
import workbench.tokenizers.spec
import workbench.training.pretrain_spec
from workbench.errors import BadInput, NotFound, WorkbenchError
from workbench.events import RunEnded
from workbench.generation.spec import Greedy, Sample, Strategy
from workbench.models.spec import BertSpec
from workbench.project import Project

TEXT = "Ada had a kite. Bo had a lamp."


def browser(opened: list[str]) -> Callable[[str], bool]:
    """Stands in for `webbrowser.open`: notes the address, and says that a browser has it."""

    def open_page(address: str) -> bool:
        opened.append(address)
        return True

    return open_page


class Spans(HTMLParser):
    """The texts and tooltips of a page's spans."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            self.titles.append(dict(attrs)["title"] or "")
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


@pytest.mark.slow
def test_that_a_strategy_may_name_further_models(lab: Project) -> None:
    teacher = lab.model(TEACHER)
    greedy = teacher.generate("Ada had", max_new_tokens=9)
    assert teacher.generate("Ada had", "speculative(draft=small@best)", max_new_tokens=9) == greedy
    contrast = "contrastive_decoding(amateur=small@best,beta=0)"
    assert teacher.generate("Ada had", contrast, max_new_tokens=9) == greedy
    average = f'model_average(models=["small@best", "{TEACHER}"],top_k=3)'
    assert teacher.generate("Ada had", average, seed=1, max_new_tokens=9)
    with pytest.raises(NotFound, match="nobody"):
        teacher.generate("Ada had", "speculative(draft=nobody)")


def test_that_drafts_are_measured_on_several_prompts_and_need_the_same_tokenizer(
    lab: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, student = lab.model(TEACHER), lab.model("small@best")
    few: dict[str, Any] = {"lengths": (2,), "rounds": 1, "max_new_tokens": 6}
    *_, found = teacher.speculate(["Ada had", "Bo"], "small@best", **few)
    assert (found.done, found.num_compared, found.differences) == (4, 12, ())
    file = student.file.model_copy(update={"tokenizer_digest": "another"})
    monkeypatch.setitem(student.__dict__, "file", file)
    monkeypatch.setattr(teacher, "_sibling", lambda reference: student)
    with pytest.raises(BadInput, match="small@best has another tokenizer than big"):
        list(teacher.speculate("Ada had", "small@best"))


def test_that_a_further_model_that_does_not_write_is_named(
    lab: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher, other = lab.model(TEACHER), lab.model("small@best")
    masked = other.file.model_copy(update={"spec": BertSpec()})
    monkeypatch.setitem(other.__dict__, "file", masked)
    monkeypatch.setattr(teacher, "_sibling", lambda reference: other)
    for strategy in ("speculative(draft=small@best)", "model_average(models=small@best)"):
        with pytest.raises(BadInput, match="small@best is a BERT, which does not write"):
            teacher.generate("Ada had", strategy)


def test_that_generate_gives_the_text_of_the_streamed_tokens(lab: Project) -> None:
    student = lab.model("small@best")
    strategy = Sample(top_p=0.9)
    streamed = list(student.stream("Ada", strategy, seed=1, max_new_tokens=9))
    assert len(streamed) == 9
    text = student.generate("Ada", strategy, seed=1, max_new_tokens=9)
    assert text == "".join(token.text for token in streamed)
    assert text == student.tokenizer.decode([token.id for token in streamed])


def test_that_texts_of_a_model_stream_together_as_they_do_alone(lab: Project) -> None:
    model = lab.model(TEACHER)
    rows: list[tuple[Strategy | str, int]] = [
        ("greedy", 0),
        ("sample(top_p=0.9)", 1),
        ("beam(num_beams=2)", 0),
        (Sample(), 2),
    ]
    texts = ["" for _ in rows]
    for row, token in model.stream_together("Ada had", rows, max_new_tokens=9):
        texts[row] += token.text
    assert texts == [
        model.generate("Ada had", strategy, seed=seed, max_new_tokens=9) for strategy, seed in rows
    ]


def test_that_fewer_bits_write_and_say_what_they_change(lab: Project) -> None:
    model = lab.model(TEACHER)
    exact = model.precision_deviation("fp32", "Ada had a kite.")
    assert (exact.largest, exact.kl, exact.same) == (0.0, 0.0, exact.tokens)
    short, long = (model.precision_deviation(precision) for precision in ("int8", "bf16"))
    assert short.mean > long.mean > 0.0
    assert long.largest < 0.5
    assert f"on a text of {long.tokens} tokens, logits in bf16 differ" in str(long.words)
    assert len(list(model.stream("Ada", max_new_tokens=5, precision="int8"))) == 5


def test_that_a_model_writes_greedily_unless_it_is_given_a_strategy(lab: Project) -> None:
    model = lab.model(TEACHER)
    assert model.generate("Ada", max_new_tokens=5) == model.generate(
        "Ada", Greedy(), seed=3, max_new_tokens=5
    )


def test_that_a_reference_chooses_the_checkpoint(lab: Project) -> None:
    steps = [checkpoint.step for checkpoint in lab.model(TEACHER).record.checkpoints]
    assert lab.model(f"{TEACHER}@{steps[0]}").checkpoint.step == steps[0]
    assert lab.model(f"{TEACHER}@last").checkpoint.step == steps[-1]
    with pytest.raises(NotFound, match="no checkpoint at step 7777"):
        lab.model(f"{TEACHER}@7777")
    with pytest.raises(NotFound, match="did you mean 'small'"):
        lab.model("smal")


def test_that_attention_is_a_picture_in_a_notebook(lab: Project) -> None:
    maps = lab.model("small").attention(TEXT)
    layers, heads = maps.attention_lhqk.shape[:2]
    svg = ElementTree.fromstring(maps._repr_html_())
    images = list(svg.iter("{http://www.w3.org/2000/svg}image"))
    assert len(images) == layers * heads
    labels = {element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert set(maps.tokens) <= labels


@pytest.mark.qt
def test_that_attention_is_a_png_where_no_page_can_be_shown(lab: Project) -> None:
    from PySide6.QtGui import QImage

    pair = lab.model(TEACHER).versus(lab.model("small"))
    one, both = lab.model(TEACHER).attention(TEXT), pair.attention(TEXT)
    heights = [QImage.fromData(maps._repr_png_()).height() for maps in (one, both)]
    assert 0 < heights[0] < heights[1]


def test_that_what_two_models_say_of_a_text_is_a_coloured_text(lab: Project) -> None:
    compared = lab.model(TEACHER).versus(lab.model("small")).tokens("<b> & Ada had a kite.")
    spans = Spans()
    page = compared._repr_html_()
    spans.feed(page)
    assert "<b>" not in page
    assert spans.texts == [token.text for token in compared.tokens]
    assert f"KL {compared.tokens[2].kl:.4f}" in spans.titles[2]
    strengths = [float(one) for one in re.findall(r"rgba\(214,39,40,([\d.]+)\)", page)]
    kls = [token.kl for token in compared.tokens]
    assert strengths[kls.index(max(kls))] == max(strengths) == 0.7


def test_that_show_opens_a_page_where_there_is_no_notebook(
    lab: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setattr(webbrowser, "open", browser(opened))
    maps = lab.model("small").attention(TEXT)
    maps.show()
    (address,) = opened
    assert maps._repr_html_() in Path(unquote(urlparse(address).path)).read_text("utf-8")


def test_that_show_says_where_the_page_is_where_there_is_no_browser(
    lab: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setattr(webbrowser, "open", lambda _address: False)
    maps = lab.model("small").attention(TEXT)
    with pytest.raises(WorkbenchError, match="no browser can be opened here") as refused:
        maps.show()
    page = Path(str(refused.value).rpartition(" ")[2])
    assert maps._repr_html_() in page.read_text("utf-8")


def test_that_show_stays_in_the_notebook_where_there_is_one(
    lab: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []

    class Shell:
        kernel = object()

    ipython: Any = ModuleType("IPython")
    ipython.display = ModuleType("IPython.display")
    ipython.get_ipython, ipython.display.display = Shell, shown.append
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", ipython.display)
    maps = lab.model("small").attention(TEXT)
    maps.show()
    assert shown == [maps]


def test_that_a_run_is_resumed_and_watched_by_its_record_its_id_or_its_name(lab: Project) -> None:
    run = next(record for record in lab.runs if record.name == "small")
    for reference in (run, run.id, run.name):
        assert lab.saved_run(reference).record == run
        assert isinstance(list(lab.watch(reference))[-1], RunEnded)
        with pytest.raises(BadInput, match="'small' is finished"):
            lab.resume(reference)
    with pytest.raises(NotFound, match="did you mean 'small'"):
        lab.saved_run("smalll")


def test_that_only_a_run_with_steps_has_them_measured(lab: Project) -> None:
    tokenizer = workbench.tokenizers.spec.TrainTokenizerSpec(name="t", corpus=CORPUS)
    with pytest.raises(BadInput, match="only the steps of pretraining and distilling"):
        lab.preview(tokenizer).measured_estimate()
    with pytest.raises(BadInput, match="only a student"):
        lab.preview(pretrain_spec()).first_losses()


@pytest.mark.slow
def test_that_the_notebook_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word for word, with small models and a small vocabulary in place of the usual ones."""
    readme = (tiny_project.ROOT / "README.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    code = code.replace("vocabulary_size=4000", "vocabulary_size=300")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "novel.txt").write_text(tiny_project.tales(), encoding="utf-8")
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", browser(opened))
    monkeypatch.setattr(workbench.training.pretrain_spec, "PretrainSpec", pretrain_spec)
    monkeypatch.setattr(workbench.distillation.spec, "DistillSpec", distill_spec)
    exec(compile(code, "README.md", "exec"), {})
    assert len(opened) == 2
    with Project.open(tmp_path / "lab", create=False) as project:
        assert {model.name for model in project.models} == {"teacher", "student"}
