"""Neighbours and maps of embeddings against numpy, scipy and a model that is turned by hand."""

import csv
import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import psutil
import pytest
import scipy.spatial
import torch
from tiny_project import TEACHER, distill_spec, perform

from workbench.errors import BadInput, WorkbenchError
from workbench.file_formats.csv_text import csv_text
from workbench.inspection.embeddings.comparison import aligned_maps, compared_nearest
from workbench.inspection.embeddings.finding import near_spellings
from workbench.inspection.embeddings.procrustes import align, disparity_by_chance
from workbench.inspection.embeddings.projection import explained_shares, principal_axes
from workbench.inspection.embeddings.properties import embedded_piece, script_of
from workbench.inspection.embeddings.reading import PieceEmbeddings, nearest, piece_map
from workbench.inspection.embeddings.spec import EmbeddingMap
from workbench.inspection.embeddings.written import map_table
from workbench.models.build import build
from workbench.models.spec import BertSpec, GPTSpec
from workbench.project import Project
from workbench.tokenizers.tokenizer import PieceKind, VocabularyEntry

WORDS = ("the", "cat", "dog", "run", "ran", "火", "水", "火车", "ing", "ed")


class WordTokenizer(SimpleNamespace):
    """Two special tokens, a byte, and words: those in `follows` go on with a word."""

    def __init__(self, words=WORDS, *, counted=True, digest="d", follows=("ing", "ed"), mark=""):
        def spelled(word: str) -> str:
            begin, go_on = ("", mark) if mark else ("▁", "")
            return (go_on if word in follows else begin) + word

        kinds = [PieceKind.SPECIAL, PieceKind.SPECIAL, PieceKind.BYTE]
        kinds += [PieceKind.NORMAL] * len(words)
        self.spelled = ["<s>", "</s>", "<0xE4>", *map(spelled, words)]
        entries = zip(self.spelled, kinds, strict=True)
        self.entries = tuple(
            VocabularyEntry(i, piece, None, kind, max(0, 20 - i) if counted else None)
            for i, (piece, kind) in enumerate(entries)
        )
        super().__init__(digest=digest, follower_mark=mark)

    def vocabulary(self):
        return self.entries

    def piece(self, token_id: int) -> str:
        return self.spelled[token_id]

    def encode(self, text: str) -> list[int]:
        return [2] * len(text)


def embeddings(weight_vc: Any, tokenizer: Any = None, name: str = "big") -> PieceEmbeddings:
    tokenizer = tokenizer or WordTokenizer()
    return PieceEmbeddings(
        name=name,
        matrix="input",
        tied=True,
        embedding_vc=torch.as_tensor(weight_vc, dtype=torch.float32),
        entries=tokenizer.vocabulary(),
        tokenizer=tokenizer,
    )


def random(width: int = 8, seed: int = 0, rows: int = 3 + len(WORDS)):
    return np.random.default_rng(seed).normal(size=(rows, width))


def cosine(a, b) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def returned(steps: Iterator[None]) -> EmbeddingMap:
    """What a generator gives at its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_that_neighbours_are_those_of_brute_force():
    weight_vc = random()
    found = nearest(embeddings(weight_vc), "cat", top=4)
    row = found.of.id
    assert found.of.piece == "▁cat"
    by_hand = sorted(
        ((cosine(weight_vc[row], other), n) for n, other in enumerate(weight_vc) if n != row),
        reverse=True,
    )[:4]
    assert [one.piece.id for one in found.found] == [number for _, number in by_hand]
    places = [one.places[0] for one in found.found]
    assert [place and place.cosine for place in places] == pytest.approx(
        [c for c, _ in by_hand], abs=1e-6
    )
    assert [place and place.rank for place in places] == [1, 2, 3, 4]


def test_that_pieces_without_a_direction_are_counted_and_left_out():
    weight_vc = random()
    weight_vc[5], weight_vc[6] = 0, np.nan
    found = nearest(embeddings(weight_vc), "the", top=100)
    assert found.left_out == 2
    assert {one.piece.id for one in found.found}.isdisjoint({3, 5, 6})
    assert len(found.found) == len(weight_vc) - 3
    with pytest.raises(BadInput, match="'▁dog' in 'big' has no direction"):
        nearest(embeddings(weight_vc), "dog", top=3)


@pytest.mark.parametrize(
    ("wanted", "piece"),
    [("cat", "▁cat"), (" cat", "▁cat"), ("ing", "ing"), ("火", "▁火"), ("<0xE4>", "<0xE4>")],
)
def test_that_a_piece_is_found_as_a_person_writes_it(wanted: str, piece: str):
    assert nearest(embeddings(random()), wanted, top=1).of.piece == piece


def test_that_a_long_text_in_place_of_a_piece_is_told_by_its_beginning():
    with pytest.raises(BadInput) as refused:
        nearest(embeddings(random()), "ab" * 50_000, top=1)
    assert len(str(refused.value)) < 500
    assert "…" in str(refused.value)


def test_that_a_piece_that_is_not_there_is_told_with_those_nearest_in_spelling():
    with pytest.raises(BadInput, match=r"'Cats' is no piece .* spelled nearly so are ▁cat"):
        nearest(embeddings(random()), "Cats", top=1)
    with pytest.raises(BadInput, match="it is read as <0xE4>, <0xE4>"):
        nearest(embeddings(random()), "🙂🙂", top=1)
    with pytest.raises(BadInput, match="the vocabulary has 13"):
        nearest(embeddings(random()), 13, top=1)
    with pytest.raises(BadInput, match="no piece was named"):
        nearest(embeddings(random()), "", top=1)
    assert near_spellings(["▁dog", "Dogs", "▁doggy", "ran"], "dog") == ["▁dog", "Dogs", "▁doggy"]


@pytest.mark.parametrize("width", [2, 5, 40])
def test_that_the_map_is_that_of_numpys_svd(width: int):
    x_nc = random(width, rows=12)
    axes = principal_axes(torch.tensor(x_nc), 2)
    points_nd = axes.project(torch.tensor(x_nc))
    centred = x_nc - x_nc.mean(0)
    u, values, _ = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(points_nd.abs().numpy(), np.abs(u[:, :2] * values[:2]), atol=1e-10)
    shares = values[:2] ** 2 / (values**2).sum()
    np.testing.assert_allclose(explained_shares(torch.tensor(x_nc), points_nd).numpy(), shares)
    assert (axes.axes_dc.gather(1, axes.axes_dc.abs().argmax(1, keepdim=True)) > 0).all()


def test_that_a_map_has_the_most_frequent_pieces_or_the_named_ones(
    monkeypatch: pytest.MonkeyPatch,
):
    of = embeddings(random())
    common = returned(piece_map(of, (), most=4))
    assert [one.piece for one in common.pieces] == ["▁the", "▁cat", "▁dog", "▁run"]
    assert common.by_frequency is True
    named = returned(piece_map(of, ("水", "cat", "cat", 11), most=4))
    assert [one.piece for one in named.pieces] == ["▁水", "▁cat", "ing"]
    assert named.by_frequency is None
    wordless = WordTokenizer()
    monkeypatch.setattr(wordless, "encode", lambda _: [])
    with pytest.raises(BadInput, match="the tokenizer finds no piece in this text"):
        embeddings(random(), wordless).wanted((), "♥")
    uncounted = returned(piece_map(embeddings(random(), WordTokenizer(counted=False)), (), most=4))
    assert uncounted.by_frequency is False
    with pytest.raises(BadInput, match="ask for 3 to"):
        returned(piece_map(of, ("cat", "dog"), most=4))


@pytest.mark.parametrize("widths", [(6, 6), (3, 6), (6, 3)])
def test_that_the_disparity_is_scipys_also_of_unequal_widths(widths: tuple[int, int]):
    student, teacher = random(widths[0], seed=1, rows=40), random(widths[1], seed=2, rows=40)
    padded = [np.pad(one, ((0, 0), (0, 6 - one.shape[1]))) for one in (teacher, student)]
    teacher_std, student_std, disparity = scipy.spatial.procrustes(*padded)
    found = align(torch.tensor(student), torch.tensor(teacher))
    assert found.disparity == pytest.approx(disparity, abs=1e-10)
    moved = found.apply(torch.tensor(student)).numpy() - teacher.mean(0)
    unit = np.linalg.norm(teacher - teacher.mean(0))
    if widths[0] <= widths[1]:
        np.testing.assert_allclose(moved / unit, student_std[:, : widths[1]], atol=1e-10)
    assert np.abs(teacher_std[:, : widths[1]] - (teacher - teacher.mean(0)) / unit).max() < 1e-10


def test_that_a_student_that_is_the_teacher_turned_and_scaled_lies_on_it():
    teacher_vc = random(6)
    turn, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(6, 6)))
    student_vc = 0.3 * teacher_vc @ turn + 2.0
    teacher, student = embeddings(teacher_vc), embeddings(student_vc, name="small")
    found = returned(aligned_maps(teacher, student, (), most=8))
    assert found.alignment is not None
    assert found.alignment.disparity < 1e-5
    assert found.alignment.by_chance > 0.2
    assert min(found.cosines) > 1 - 1e-4
    np.testing.assert_allclose(found.points_mnd[1], found.points_mnd[0], atol=1e-4)
    assert found.variances[0] == pytest.approx(found.variances[1], abs=1e-4)


def test_that_few_pieces_in_many_dimensions_fit_by_chance_alone_and_that_is_told():
    student, teacher = (torch.tensor(random(64, seed, rows=10)) for seed in (1, 2))
    assert align(student, teacher).disparity < 0.2
    chance = disparity_by_chance(student, teacher)
    assert chance < 0.2
    assert chance == disparity_by_chance(student, teacher)


def test_that_both_models_neighbours_stand_beside_each_other():
    teacher, student = embeddings(random(seed=1)), embeddings(random(5, seed=2), name="small")
    found = compared_nearest(teacher, student, "dog", top=3)
    alone = [nearest(of, "dog", top=12) for of in (teacher, student)]
    for number, of in enumerate(alone):
        places = {one.piece.id: one.places[0] for one in of.found}
        for one in found.found:
            assert one.places[number] == places[one.piece.id]
    top = [{one.piece.id for one in of.found[:3]} for of in alone]
    assert {one.piece.id for one in found.found} == top[0] | top[1]
    assert found.shared == len(top[0] & top[1])
    assert [one.piece.id for one in found.found][:3] == [n.piece.id for n in alone[0].found[:3]]


def test_that_pieces_of_another_tokenizer_are_found_by_their_spelling_as_text():
    other = WordTokenizer(("cat", "水", "dog", "ing", "new"), digest="other", mark="##")
    teacher_vc, student_vc = random(), random(rows=8)
    teacher, student = embeddings(teacher_vc), embeddings(student_vc, other, "small")
    found = compared_nearest(teacher, student, "cat", top=20)
    by_piece: dict[str, Any] = {one.piece.piece: one.places for one in found.found}
    assert by_piece["ing"][1].cosine == pytest.approx(
        cosine(student_vc[3], student_vc[6]), abs=1e-6
    )
    assert by_piece["new"][0] is None
    assert by_piece["▁run"][1] is None
    with pytest.raises(BadInput, match="'small' has no piece '▁run'"):
        compared_nearest(teacher, student, "run", top=3)
    pieces = returned(aligned_maps(teacher, student, ("cat", "dog", "水", "run"), most=5))
    assert [one.piece for one in pieces.pieces] == ["▁cat", "▁dog", "▁水"]
    assert pieces.left_out == 1


def test_that_what_a_piece_is_is_told_whichever_way_words_are_marked():
    byte, ing = WordTokenizer().entries[2], WordTokenizer(mark="##").entries[11]
    assert (embedded_piece(byte, "").script, embedded_piece(byte, "").length) == ("byte", 1)
    assert ing.piece == "##ing"
    described = embedded_piece(ing, "##")
    assert (described.length, described.begins_word, described.script) == (3, False, "Latin")
    assert [script_of(text) for text in ("火车", "Дом", "12", "…!", " ", "3rd")] == [
        *("Han", "Cyrillic", "digits", "signs", "space", "Latin")
    ]


def test_that_the_output_matrix_is_another_one_only_where_it_is_untied():
    sizes: Any = {"num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 16}
    tokenizer: Any = WordTokenizer()
    tied = build(GPTSpec(**sizes), 40, seed=1)
    untied = build(GPTSpec(**sizes, tied_embeddings=False), 40, seed=1)
    for model in (tied, untied):
        read = {m: PieceEmbeddings.of("m", model, tokenizer, m) for m in ("input", "output")}
        same = torch.equal(read["input"].embedding_vc, read["output"].embedding_vc)
        assert same is read["input"].tied is (model is tied)
        assert len(read["output"].embedding_vc) == len(tokenizer.entries)
    headless = build(BertSpec(**sizes, masked_head=False), 40, seed=1)
    with pytest.raises(BadInput, match="has no output matrix"):
        PieceEmbeddings.of("m", headless, tokenizer, "output")
    with pytest.raises(BadInput, match="'middle' is no matrix"):
        PieceEmbeddings.of("m", tied, tokenizer, "middle")  # type: ignore[arg-type]


def test_that_values_that_are_not_finite_are_told():
    weight_vc = random()
    weight_vc[4] = np.inf
    with pytest.raises(BadInput, match="'big' are not finite"):
        returned(piece_map(embeddings(weight_vc), (), most=5))
    alike = embeddings(np.ones((13, 4)), name="small")
    with pytest.raises(BadInput, match="'small' are all alike"):
        returned(aligned_maps(embeddings(random()), alike, (), most=5))


UMAP = """
import os, pathlib, time
class UMAP:
    def __init__(self, n_neighbors, metric, random_state, n_jobs):
        assert (metric, random_state, n_jobs) == ("cosine", 0, 1)
        self.neighbours = n_neighbors
    def fit_transform(self, rows):
        {before}
        return rows[:, 1:3].astype("float64") * self.neighbours
"""
"""A stand-in for the package, which takes two columns and tells how many neighbours were asked."""


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, before: str = "pass") -> None:
    (folder / "umap.py").write_text(UMAP.format(before=before), encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_that_umap_gets_the_rows_of_the_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stand_in(tmp_path, monkeypatch)
    weight_vc = random()
    found = returned(piece_map(embeddings(weight_vc), (), 10, "umap"))
    ids = [one.id for one in found.pieces]
    np.testing.assert_allclose(found.points_mnd[0], 9 * weight_vc[ids][:, 1:3], rtol=1e-6)
    assert found.projection == "umap"
    assert found.variances == ()


def test_that_umap_gets_the_aligned_rows_of_both_models_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    stand_in(tmp_path, monkeypatch)
    teacher_vc = random(6)
    turn, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(6, 6)))
    teacher, student = embeddings(teacher_vc), embeddings(teacher_vc @ turn, name="small")
    found = returned(aligned_maps(teacher, student, (), 10, "umap"))
    np.testing.assert_allclose(found.points_mnd[0], found.points_mnd[1], atol=1e-4)
    ids = [one.id for one in found.pieces]
    np.testing.assert_allclose(found.points_mnd[0], 15 * teacher_vc[ids][:, 1:3], rtol=1e-5)


def test_that_without_the_package_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("workbench.inspection.embeddings.umap_points.find_spec", lambda _: None)
    with pytest.raises(BadInput, match=r"pip install 'distill-workbench\[umap\]', or choose PCA"):
        returned(piece_map(embeddings(random()), (), 10, "umap"))
    with pytest.raises(BadInput, match="'tsne' is no projection; there are pca, umap"):
        returned(piece_map(embeddings(random()), (), 10, "tsne"))  # type: ignore[arg-type]


def test_that_what_umap_cannot_do_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    stand_in(tmp_path, monkeypatch, 'raise MemoryError("too little")')
    with pytest.raises(BadInput, match="UMAP needs 10 pieces and there are 4"):
        returned(piece_map(embeddings(random()), (), 4, "umap"))
    with pytest.raises(WorkbenchError, match="ended unexpectedly: MemoryError: too little"):
        returned(piece_map(embeddings(random()), (), 10, "umap"))


def test_that_umap_ends_with_whoever_asked_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    note = tmp_path / "pid"
    before = f"pathlib.Path({str(note)!r}).write_text(str(os.getpid())); time.sleep(600)"
    stand_in(tmp_path, monkeypatch, before)
    steps = piece_map(embeddings(random()), (), 10, "umap")
    while not (note.exists() and note.read_text()):
        next(steps)
    steps.close()
    assert not psutil.pid_exists(int(note.read_text()))


def test_that_a_table_of_a_map_holds_its_figures():
    found = returned(
        aligned_maps(embeddings(random()), embeddings(random(5), name="small"), (), most=6)
    )
    rows = list(csv.DictReader(io.StringIO(csv_text(map_table(found)))))
    assert [row["piece"] for row in rows] == [one.piece for one in found.pieces]
    assert float(rows[2]["student_y"]) == pytest.approx(found.points_mnd[1, 2, 1])
    assert float(rows[3]["norm"]) == pytest.approx(float(np.linalg.norm(random()[6])), abs=1e-5)
    assert float(rows[5]["aligned_cosine"]) == pytest.approx(found.cosines[5])
    alone = next(map_table(dataclasses.replace(found, models=("big",), cosines=())))
    assert alone[-1] == "norm"


def test_that_a_model_of_a_project_shows_its_embeddings(tiny: Project):
    perform(tiny, distill_spec(student={"hidden_size": 16}, stages=[{"steps": 2}]))
    model = tiny.model(TEACHER)
    near = model.neighbours("ad", top=5)
    weight_vc = model.network().token_embedding.weight.detach().numpy()
    best: Any = near.found[0]
    assert best.places[0].cosine == pytest.approx(
        cosine(weight_vc[near.of.id], weight_vc[best.piece.id]), abs=1e-6
    )
    assert near.of.piece in near._repr_html_()
    assert model.embedding_map(most=20)._repr_html_().count("<circle") == 20
    of_text = model.embedding_map(text="Ada had a lamp, a lamp")
    assert [one.id for one in of_text.pieces] == list(
        dict.fromkeys(model.tokenizer.encode("Ada had a lamp, a lamp"))
    )
    with pytest.raises(BadInput, match="name one of the two"):
        model.embedding_map(["a"], text="Ada")
    pair = model.versus("small")
    assert [one.id for one in pair.embeddings(text="Ada had a lamp").pieces] == [
        one.id for one in model.embedding_map(text="Ada had a lamp").pieces
    ]
    figures = pair.embeddings(most=30).alignment
    assert figures is not None
    assert 0 <= figures.disparity < figures.by_chance <= 1
    assert len(pair.neighbours("ad").models) == 2
    with pytest.raises(BadInput, match="is no piece"):
        model.neighbours("Zanzibar")
