"""Reports of runs: what is drawn of long curves, what the sentences say, and the files."""

import html
import math
import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import PageReader
from scipy import stats
from tiny_project import CORPUS, TEACHER, distill_spec, perform

from workbench.activities.pages import pdf_file
from workbench.activities.pages.alternative import alternative
from workbench.activities.pages.plot import PaperLine, PaperPlot, PaperStyle
from workbench.activities.pages.plot_svg import plot_svg
from workbench.activities.pages.reduction import reduced
from workbench.activities.pages.ticks import linear_ticks, log_ticks, tick_text
from workbench.activities.run_report.curves import plots
from workbench.activities.run_report.ranking import ranking
from workbench.activities.run_report.reported import BestElsewhere, ReportedRun
from workbench.activities.run_report.seeds import seed_groups, seeds_parts
from workbench.activities.run_report.standing import standing
from workbench.activities.run_report.summary import summary
from workbench.curves.branches import Ancestry, Parent, up_to
from workbench.errors import BadInput, NotFound
from workbench.events import Level, Metrics, Note, Reference, RunResumed
from workbench.language import SpokenLanguage, language
from workbench.metrics import metric
from workbench.project import Project
from workbench.store.membership import branch_of
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.inputs import Inputs, Located
from workbench.store.runs.notes.remarks import RemarksChange
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState
from workbench.words import words

# -- long curves ------------------------------------------------------------------------------


def test_that_one_spike_among_a_million_points_is_kept_at_every_width():
    y_n = np.zeros(1_000_000)
    y_n[654_321] = 1.0
    for columns in (10, 333, 700):
        points = reduced(np.arange(1_000_000.0), y_n, columns)
        assert points.y_k.max() == 1.0
        assert len(points.x_k) <= 4 * columns


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), min_size=1, max_size=400), st.integers(1, 20)
)
def test_that_each_column_keeps_its_bounds_and_each_gap_breaks_the_line(values, columns):
    x_n, y_n = np.arange(float(len(values))), np.array(values)
    points = reduced(x_n, y_n, columns)
    finite_n = np.isfinite(y_n)
    assert set(points.x_k.tolist()) <= set(x_n[finite_n].tolist())
    assert points.y_k.tolist() == y_n[points.x_k.astype(int)].tolist()
    if not finite_n.any():
        return
    first, last = x_n[finite_n][[0, -1]]
    for column in range(columns):
        low, high = (first + (last - first) * edge / columns for edge in (column, column + 1))
        inside = finite_n & (x_n > low + 1e-9) & (x_n < high - 1e-9)
        kept = (points.x_k > low - 1e-9) & (points.x_k < high + 1e-9)
        if inside.any():
            assert points.y_k[kept].min() <= y_n[inside].min()
            assert points.y_k[kept].max() >= y_n[inside].max()
    for before, after, begins in zip(
        points.x_k, points.x_k[1:], points.begins_k[1:].tolist(), strict=False
    ):
        assert begins == bool((~finite_n[int(before) : int(after)]).any())


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_that_ticks_are_round_and_within_the_axis(low, width):
    ticks = linear_ticks(low, low + width)
    assert 2 <= len(ticks) <= 12
    assert all(low - width * 1e-6 <= tick <= low + width * (1 + 1e-6) for tick in ticks)
    step = ticks[1] - ticks[0]
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - one) for one in (1, 2, 5, 10)) < 1e-3


def test_that_a_logarithmic_axis_has_ticks_over_any_range():
    assert log_ticks(1, 1000) == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]
    assert log_ticks(0.9, 1e9)[0] == 1
    assert log_ticks(3.0, 3.1) == [3.0, 3.1]
    assert [tick_text(value) for value in (0, 0.25, 12_000, 1e-5)] == [
        "0",
        "0.25",
        "12,000",
        "1e-05",
    ]


def plot_of(*values: float, log: bool = False) -> PaperPlot:
    line = PaperLine(
        words("a & b"), PaperStyle("#000000"), np.arange(float(len(values))), np.array(values)
    )
    return PaperPlot(words("Loss"), (line,), log_y=log)


@pytest.mark.parametrize("values", [(), (1.0,), (math.nan, math.inf), (2.0, 2.0, 2.0)])
def test_that_a_curve_of_few_or_no_values_is_drawn_without_a_fault(values):
    svg = plot_svg(plot_of(*values), SpokenLanguage())
    assert ("a &amp; b" in svg) == any(math.isfinite(value) for value in values)
    assert "nan" not in svg


def test_that_what_has_no_place_on_an_axis_is_counted_with_its_first_step():
    ((_, count, step),) = plot_of(1.0, math.nan, math.inf, 2.0).left_out()
    assert (count, step) == (2, 1)
    ((_, count, step),) = plot_of(1.0, 2.0, 0.0, -3.0, math.nan, log=True).left_out()
    assert (count, step) == (3, 2)


# -- sentences --------------------------------------------------------------------------------


def located(name: str) -> Located:
    return Located(id=f"0001-{name}", name=name, folder=f"corpora/0001-{name}", digest=name * 20)


def reported(name: str, losses: list[float], **more: Any) -> ReportedRun:
    state = RunState(run=name, name=name, kind="pretrain")
    for step, loss in enumerate(losses):
        values = {"validation_loss": loss, "validation_bits_per_byte": loss / 2}
        state = state.apply(Metrics(step=step * 10, values=values))
    record = RunRecord(name, name, "pretrain", RunStatus.FINISHED, Path(), state.step, None)
    inputs = Inputs(corpus=located("tales"), tokenizer=located("pieces"))
    run = ReportedRun.of(record, state, spec_text="", settings={}, inputs=inputs)
    return replace(run, **more)


def test_that_the_best_run_is_named_only_among_runs_that_can_be_compared():
    one, two = reported("one", [3.0, 2.0]), reported("two", [3.0, 1.5, math.nan])
    assert "'two' predicts unseen text best: 1.500 nats per token" in str(ranking([one, two]))
    other = replace(two, inputs=Inputs(corpus=located("other"), tokenizer=located("pieces")))
    assert "cannot be compared" in str(ranking([one, other]))
    finer = replace(two, inputs=Inputs(corpus=located("tales"), tokenizer=located("bytes")))
    assert "0.750 bits per byte" in str(ranking([one, finer]))
    shorter = replace(two, settings={"loop": {"evaluation_tokens": 500}})
    assert "(all, 500 tokens)" in str(ranking([one, shorter]))
    assert ranking([one, reported("empty", [])]) is None


def test_that_runs_share_a_plot_for_each_metric_and_have_one_colour_on_all():
    runs = [reported("one", [3.0, 2.0]), reported("two", [3.0, 1.5])]
    drawn = list(plots(runs))
    assert [str(plot.title) for plot in drawn] == [
        "Loss (nats per token)",
        "Validation bits per byte",
    ]
    colours = {tuple(line.style for line in plot.lines) for plot in drawn}
    assert len(colours) == 1
    assert len(set(*colours)) == 2


def test_that_runs_which_are_equally_good_are_both_named():
    told = str(ranking([reported(name, [3.0, 2.0]) for name in ("one", "two", "third")]))
    assert told.startswith("Of these runs 'one', 'two', 'third' predict unseen text best")


def test_that_a_report_tells_where_a_branch_began():
    run = reported("twig", [3.0, 2.0])
    assert "from the beginning, on the text" in str(summary(run)[0][0])
    parent = Located(id="0001-a", name="stem", folder="runs/0001-a/checkpoints/s", digest="d")
    record = replace(run.record, belongs_to=branch_of("0001-a", 20))
    branch = replace(run, record=record, inputs=run.inputs.model_copy(update={"parent": parent}))
    what, begun, *_ = map(str, summary(branch)[0])
    assert "from the beginning" not in what
    assert "it went on from step 20 of 'stem'" in begun


def test_that_a_single_figure_went_nowhere():
    assert "its loss is 2.000 nats" in str(next(standing(reported("mean", [2.0]))))
    unknown = replace(run := reported("x", []), record=replace(run.record, kind=""))
    assert "not known any more" in str(summary(unknown)[0][0])


def test_that_seeds_are_told_by_their_mean_and_students_interval():
    losses = (1.0, 1.2, 1.5)
    runs = [
        reported(f"seed {n}", [3.0, loss], seed_group="kd", settings={"runtime": {"seed": n}})
        for n, loss in enumerate(losses)
    ]
    (row,) = re.findall(r"<tbody>(.*?)</tbody>", "".join(seeds_parts(runs, SpokenLanguage())))
    low, high = stats.t.interval(0.95, 2, loc=np.mean(losses), scale=stats.sem(losses))
    assert f"{np.mean(losses):.4f} ± {(high - low) / 2:.4f}" in row
    assert "seed 0 · seed 1 · seed 2" in row
    page = "".join(seeds_parts(runs, SpokenLanguage()))
    ((told_low, told_high),) = re.findall(r"the band lies between (\S+) and (\S+)\.", page)
    assert (float(told_low), float(told_high)) == pytest.approx((low, high), rel=1e-3)
    (area,) = re.findall(r'<path d="([^"]*)Z" fill="#[0-9a-f]{6}" fill-opacity', page)
    corners = [tuple(map(float, corner.split())) for corner in area[1:].split("L")]
    line = re.findall(
        r"[ML]([0-9.]+ [0-9.]+)", re.findall(r'<path d="(M[^"]*)" fill="none"', page)[-1]
    )
    at_the_end = sorted(y for x, y in corners if x == max(x for x, _ in corners))
    mean_y = float(line[-1].split()[1])
    assert sum(at_the_end) / 2 == pytest.approx(mean_y, abs=0.11)
    assert seed_groups([*runs[:1], reported("other", [3.0])]) == []
    assert seed_groups([runs[0], replace(runs[1], settings=runs[0].settings)]) == []


def test_that_a_summary_places_a_run_beside_what_learned_nothing_and_its_control():
    run = reported("student", [3.0, 2.0], beside=BestElsewhere("its control", 2.25))
    for name, value in (("uniform", 6.0), ("unigram", 5.0), ("ngram", 1.5)):
        line = Reference(metric="validation_loss", name=name, value=value)
        run = replace(run, state=run.state.apply(line))
    told = " ".join(map(str, standing(run)))
    assert "equally likely gives 6.000, and knowing nothing but how frequent" in told
    assert "Counting n-grams reaches 1.500: the model is no better than that." in told
    assert "'its control', the same student without the teacher, reaches 2.250" in told
    assert "worth 0.250 nats per token (one seed)" in told


def test_that_a_plot_tells_its_course_to_readers_who_do_not_see_it():
    told = alternative(plot_of(3.0, math.nan, 1.0, 2.0), SpokenLanguage())
    assert told == "Loss. Step: 0 to 3. a & b: from 3 to 2, at least 1 and at most 3."
    drawn = read(plot_svg(plot_of(3.0, 1.0), language("zh_CN"))).alternatives
    assert drawn == ["损失。步：0 至 1。 a & b：从 3 到 1，最小 1，最大 3。"]


# -- pages ------------------------------------------------------------------------------------


PICTURE = "data:image/png;base64,"


def read(page: str) -> PageReader:
    reader = PageReader()
    reader.feed(page)
    return reader


def test_that_the_page_of_a_teacher_and_its_student_tells_all_and_needs_nothing_else(tiny: Project):
    perform(tiny, distill_spec(name="<small>", stages=[{"steps": 4}]))
    page = tiny.report(TEACHER, "<small>").html()
    reader = read(page)
    assert [one for one in reader.loads if not one.startswith(PICTURE)] == []
    assert not re.search(r"<script|@import|url\(|https?://(?!www\.w3\.org)", page)
    for text in (
        "'big' trained a language model of",
        "'<small>' trained a student of",
        "as its teacher 'big' does",
        "Loss (nats per token)",
        "These settings differ:",
        'kind = "distill"',
        "Ada had",
        "Step 4. A map for each head",
        "layer 0, head 1",
        "Version of torch",
        "Finished",
        "What the words mean",
    ):
        assert text in reader.text, text
    assert [link.removeprefix("#") for link in reader.links] == reader.ids
    assert len(set(reader.ids)) == 9
    steps = tiny.saved_run(TEACHER).state().series["validation_loss"]
    best = min(steps.values)
    assert f"to {best:.3f} nats per token" in reader.text


def test_that_the_page_is_in_chinese_where_that_is_asked_for(tiny: Project):
    page = tiny.report(TEACHER, language="zh_CN").html()
    text = read(page).text
    assert '<html lang="zh-CN">' in page
    for word in (
        "概要",
        "曲线",
        "验证损失",
        "术语说明",
        "从头训练了一个语言模型",
        "第 0 层，注意力头 1",
    ):
        assert word in text, word
    assert "Summary" not in text
    with pytest.raises(BadInput, match=r"no translation into 'de'; choose one of en, zh_CN"):
        tiny.report(TEACHER, language="de")


def test_that_resumes_warnings_and_damage_stand_in_the_report(tiny: Project):
    run = RunFolder(tiny.saved_run(TEACHER).folder)
    journal = run.journal()
    journal.append(RunResumed(from_step=10))
    journal.append(Metrics(step=11, values={"loss": math.nan}))
    journal.append(Note(words=words("the <disk> is slow"), level=Level.WARNING))
    journal.close()
    (run.path / "spec.toml").write_text("kind = 'pretrain'\nmodel = ")
    page = tiny.report(TEACHER).html()
    text = read(page).text
    for told in (
        "Resumed: 1 times. Warnings and errors in its log: 1.",
        "Resumed from step 10",
        "the <disk> is slow",
        "spec.toml",
        "Training loss: 1 values are not finite; the first at step 11.",
    ):
        assert told in text, told
    assert '<tr class="warning">' in page


def test_that_a_missing_checkpoint_leaves_a_sentence_in_its_picture_s_place(tiny: Project):
    weights = tiny.model(f"{TEACHER}@last").checkpoint.folder / "model.safetensors"
    weights.unlink()
    weights.write_bytes(b"broken")
    text = read(tiny.report(TEACHER).html()).text
    assert "The last checkpoint cannot be looked into:" in text


def test_that_a_branch_stands_behind_its_parents_points_and_says_whose_they_are():
    whole = reported("second", [4.0, 3.0, 2.5, 2.0])
    loss = whole.series["validation_loss"]
    parent = Parent("0001-first", "first", 10, {"validation_loss": up_to(loss, 10)})
    own = {"validation_loss": loss.behind(2)}
    run = replace(whole, series=own, ancestry=Ancestry((parent,)))
    (plot,) = plots([run])
    inherited, line = plot.lines
    assert str(inherited.label) == "first until step 10"
    assert (inherited.y_n.tolist(), line.y_n.tolist()) == ([4.0, 3.0, 2.5], [2.5, 2.0])


def test_that_a_corpus_or_a_comparison_is_reported_or_refused_in_a_sentence(tiny: Project):
    text = read(tiny.report("tales").html()).text
    assert "'tales' is a run of another kind: Import." in text
    assert "Nothing was measured over steps." in text
    with pytest.raises(NotFound, match="there is no run 'bigg'"):
        tiny.report("bigg")
    with pytest.raises(BadInput, match="at least one run"):
        tiny.report()


def test_that_a_report_shows_itself_in_a_frame_of_its_own(tiny: Project):
    shown = tiny.report(TEACHER)._repr_html_()
    assert shown.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    assert shown.count("<") == 2


def test_that_what_a_person_said_of_a_run_stands_in_its_report(tiny: Project):
    tiny.run_table.remark(TEACHER, RemarksChange(add_tags=("good",), note="for the <talk>"))
    tiny.saved_run(TEACHER).pin_note(3, "the rate & more")
    reader = read(tiny.report(TEACHER).html())
    for told in ("Tags: good", "for the <talk>", "1: step 3, the rate & more"):
        assert told in reader.text, told
    (plot, *_) = plots(tiny.report(TEACHER).runs)
    (moment,) = plot.moments
    assert (moment.x, moment.sign) == (3.0, "1")


def test_that_a_report_tells_the_line_that_makes_the_run_again_without_this_machine_s_folders(
    tiny: Project,
):
    page = tiny.report(TEACHER).html()
    expected = shlex.split(tiny.run_table.reproduction(tiny.saved_run(TEACHER).record).command)
    (command,) = re.findall(r"<pre>(distill-workbench run .*?)</pre>", page)
    found = shlex.split(html.unescape(command))
    assert found[2:5] == ["runs/0003-big/spec.toml", "--project", "."]
    assert (found[:2], found[5:]) == (expected[:2], expected[5:])
    assert str(tiny.folder) not in page
    for fact in ("Version of torch", "Version of the program", "Processor", "Seed"):
        assert fact in read(page).text, fact


def test_that_what_was_deleted_since_is_said(tiny: Project):
    record = tiny.saved_run(TEACHER).record
    tiny.catalogue.delete(next(one for one in tiny.corpora if one.name == CORPUS))
    text = read(tiny.report(record).html()).text
    assert "That text is no longer in the project: restore it from the bin" in text
    assert "'tales', which it was given, is no longer in the project" in text


def test_that_a_run_without_its_checkpoints_is_told_from_its_journal(tiny: Project):
    shutil.rmtree(tiny.saved_run(TEACHER).folder / "checkpoints")
    (tiny.saved_run(TEACHER).folder / "step_notes.json").write_text("{")
    text = read(tiny.report(TEACHER).html()).text
    assert "None of its checkpoints is left" in text
    assert "On text that it never learned from, its loss went from" in text
    assert "What of it is damaged or missing:" in text
    assert "step_notes.json is damaged" in text


def test_that_a_torn_line_of_the_journal_leaves_the_report_whole(tiny: Project):
    whole = read(tiny.report(TEACHER).html()).text
    with tiny.saved_run(TEACHER).journal_path.open("ab") as journal:
        journal.write(b'{"at":1.0,"type":"Metri')
    assert read(tiny.report(TEACHER).html()).text == whole


# -- files ------------------------------------------------------------------------------------


def test_that_a_report_is_written_as_its_name_asks_for(tiny: Project, tmp_path: Path):
    report = tiny.report(TEACHER)
    report.write(tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == report.html()
    with pytest.raises(BadInput, match=r"neither \.html nor \.pdf"):
        report.write(tmp_path / "r.docx")


def test_that_a_pdf_is_paged_vector_text_of_the_same_words(tiny: Project, tmp_path: Path):
    pytest.importorskip("weasyprint")
    tiny.report(TEACHER).write(tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")


def test_that_without_weasyprint_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    def none(name: str) -> None:
        return None

    monkeypatch.setattr(pdf_file, "find_spec", none)
    with pytest.raises(BadInput, match=r"pip install 'distill-workbench\[pdf\]'"):
        pdf_file.require_pdf()


# -- languages --------------------------------------------------------------------------------


def test_that_a_language_translates_sentences_within_sentences_and_leaves_strangers_english():
    chinese = language("zh_CN")
    inner = words("{count:,} parameters", count=1200)
    assert chinese.say(words("{name}: {what}", name="x", what=inner)) == "x：1,200 个参数"
    assert chinese.say(words("nobody translated {what}", what="this")) == "nobody translated this"
    assert chinese.say("plain") == "plain"
    assert language("en").say(metric("loss").title) == "Training loss"
