"""What a view makes of maps, against loops over every cell."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maps_of import maps_of, random_weights

from workbench.errors import BadInput
from workbench.inspection.heads.spec import labels_for
from workbench.inspection.maps.labels import head_labels
from workbench.inspection.maps.layer_heads import Floats, normalised
from workbench.inspection.maps.source import AttentionSource
from workbench.inspection.remarks import remarks
from workbench.inspection.views.aggregates import (
    max_over_heads,
    max_over_layers,
    mean_over_heads,
    mean_over_layers,
    rollout,
)
from workbench.inspection.views.filters import at_least, sides, within_mass, without
from workbench.inspection.views.merging import joined_pieces, merged
from workbench.inspection.views.shown_attention import shown
from workbench.inspection.views.view import AttentionView

SEEDS = st.integers(0, 1000)


def full_weights(layers: int, tokens: int, seed: int) -> Floats:
    """Rows that see every key, as those of a BERT."""
    weights = np.random.default_rng(seed).random((layers, 3, tokens, tokens)).astype(np.float32)
    return normalised(weights)


@given(tokens=st.integers(1, 6), seed=SEEDS)
def test_that_means_and_maxima_are_those_of_all_cells(tokens: int, seed: int) -> None:
    weights = full_weights(2, tokens, seed)
    for query, key in np.ndindex(tokens, tokens):
        of_layer = [float(head[query, key]) for head in weights[1]]
        everywhere = [float(head[query, key]) for layer in weights for head in layer]
        mean, largest = mean_over_heads(weights[1]), max_over_heads(weights[1])
        assert mean[query, key] == pytest.approx(sum(of_layer) / 3, abs=1e-6)
        assert largest[query, key] == max(of_layer)
        of_all = mean_over_layers(iter(weights))
        assert of_all[query, key] == pytest.approx(sum(everywhere) / 6, abs=1e-6)
        assert max_over_layers(iter(weights))[query, key] == max(everywhere)


@settings(deadline=None)
@given(tokens=st.integers(1, 5), layers=st.integers(1, 4), seed=SEEDS)
def test_that_rollout_sums_over_every_path_through_the_layers(
    tokens: int, layers: int, seed: int
) -> None:
    weights = full_weights(layers, tokens, seed).astype(np.float64)
    steps = [(layer.mean(0) + np.eye(tokens)) / 2 for layer in weights]
    reached = list(rollout(weights.astype(np.float32)))
    assert len(reached) == layers
    for query, key in np.ndindex(tokens, tokens):
        assert reached[-1][query, key] == pytest.approx(paths(steps, query, key), abs=1e-5)
    for one in reached:
        np.testing.assert_allclose(one.sum(axis=-1), 1, atol=1e-5)


def paths(steps: list[np.ndarray], query: int, key: int) -> float:
    """The product of the weights along each path from a place to a token, added up."""
    if not steps:
        return float(query == key)
    tokens = len(steps[0])
    return sum(steps[-1][query, way] * paths(steps[:-1], way, key) for way in range(tokens))


def test_that_rollout_of_a_causal_model_drifts_to_the_first_token() -> None:
    reached = list(rollout(random_weights(12, 8, seed=1)))
    firsts = [one[:, 0].mean() for one in reached]
    assert firsts == sorted(firsts)
    assert firsts[-1] > 0.9


@settings(deadline=None)
@given(tokens=st.integers(2, 7), seed=SEEDS, data=st.data())
def test_that_hidden_tokens_are_gone_and_rows_sum_to_one_again(
    tokens: int, seed: int, data: st.DataObject
) -> None:
    hidden = data.draw(st.sets(st.integers(0, tokens - 1), max_size=tokens - 1))
    weights = full_weights(1, tokens, seed)[0]
    found = without(weights, tuple(hidden))
    left = [position for position in range(tokens) if position not in hidden]
    for row, query in enumerate(left):
        total = sum(float(weights[1, query, key]) for key in left)
        for column, key in enumerate(left):
            expected = float(weights[1, query, key]) / total
            assert found[1, row, column] == pytest.approx(expected, abs=1e-6)


def test_that_a_row_of_which_nothing_is_left_stays_empty() -> None:
    sink = np.array([[1, 0, 0], [1, 0, 0], [0.5, 0.25, 0.25]], dtype=np.float32)
    assert without(sink, (0,)).tolist() == [[0, 0], [0.5, 0.5]]


@given(tokens=st.integers(1, 7), seed=SEEDS, mass=st.floats(0.05, 1))
def test_that_the_fewest_weights_that_make_up_the_mass_are_kept(
    tokens: int, seed: int, mass: float
) -> None:
    row = full_weights(1, tokens, seed)[0, 0, :1]
    (found,) = within_mass(row, mass).tolist()
    weights = row[0].tolist()
    kept = [weight for weight in found if weight]
    assert sorted(kept) == sorted(weights)[tokens - len(kept) :]
    assert sum(kept) >= mass * sum(weights) - 1e-6
    assert sum(kept) - min(kept) < mass * sum(weights) + 1e-6
    assert all(new in (0, old) for new, old in zip(found, weights, strict=True))


def test_that_weights_below_a_threshold_are_none() -> None:
    row = np.array([[0.1, 0.2, 0.7]], dtype=np.float32)
    assert at_least(row, 0.2).tolist() == [[0, *row[0, 1:].tolist()]]


@settings(deadline=None)
@given(tokens=st.integers(1, 7), seed=SEEDS, data=st.data())
def test_that_words_get_their_pieces_attention_and_give_its_mean(
    tokens: int, seed: int, data: st.DataObject
) -> None:
    more = data.draw(st.sets(st.integers(1, tokens), max_size=tokens))
    starts = sorted({0, *(one for one in more if one < tokens)})
    weights = full_weights(1, tokens, seed)[0]
    found = merged(weights, starts)
    ends = [*starts[1:], tokens]
    words = [range(begin, end) for begin, end in zip(starts, ends, strict=True)]
    for row, queries in enumerate(words):
        for column, keys in enumerate(words):
            total = sum(float(weights[2, query, key]) for query in queries for key in keys)
            assert found[2, row, column] == pytest.approx(total / len(queries), abs=1e-6)
    np.testing.assert_allclose(found.sum(axis=-1), 1, atol=1e-5)


def test_that_merged_pieces_read_as_words() -> None:
    assert joined_pieces(("un", "##happy", "fox"), (0, 2), "##") == ("unhappy", "fox")
    assert joined_pieces(("▁un", "happy", "▁fox"), (0, 2), "") == ("▁unhappy", "▁fox")


@pytest.mark.parametrize(
    ("pair", "rows", "columns"),
    [("all", 5, 5), ("aa", 2, 2), ("ab", 2, 3), ("ba", 3, 2), ("bb", 3, 3)],
)
def test_that_a_filter_shows_one_texts_tokens_looking_at_anothers(
    pair: str, rows: int, columns: int
) -> None:
    second = np.array([False, False, True, True, True])
    found = sides(pair, second)  # type: ignore[arg-type]
    assert tuple(map(len, found)) == (rows, columns)
    if pair != "all":
        assert [set(second[one]) for one in found] == [{pair[0] == "b"}, {pair[1] == "b"}]


PIECES = ("[CLS]", "un", "##happy", "[SEP]", "fox", "##es", "[SEP]")
PAIR = AttentionSource(
    text="unhappy",
    second="foxes",
    special={"[CLS]": (0,), "[SEP]": (3, 6)},
    word_starts=(0, 1, 3, 4, 6),
    follower="##",
    num_first=4,
)


def test_that_a_view_hides_merges_filters_and_cuts_in_this_order() -> None:
    weights = full_weights(2, len(PIECES), seed=5)
    maps = maps_of(weights, PIECES, causal=False, source=PAIR)
    view = AttentionView(layer=1, head=2, hide="special", words=True, pair="ab")
    found = shown(maps, view)
    assert (found.tokens, found.key_tokens) == (("unhappy",), ("foxes",))
    assert (found.layers, found.heads, found.shape) == ((1,), (2,), (1, 1, 1, 1))
    head = weights[1, 2].tolist()
    rows = [[head[query][key] for key in (1, 2, 4, 5)] for query in (1, 2)]
    expected = sum((row[2] + row[3]) / sum(row) for row in rows) / 2
    (maps_hqk,) = found.maps_hqk()
    assert maps_hqk.item() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("aggregate", ["mean", "max", "mean-layers", "max-layers", "rollout"])
def test_that_each_aggregate_shows_one_head(aggregate: str) -> None:
    maps = maps_of(random_weights(3, 4, seed=2))
    found = shown(maps, AttentionView.model_validate({"aggregate": aggregate}))
    layers = 1 if "layers" in aggregate else 3
    assert [one.shape for one in found.maps_hqk()] == [(1, 4, 4)] * layers
    assert found.shape == (layers, 1, 4, 4)
    assert found.heads == ()


def test_that_rollout_to_a_layer_is_what_has_come_through_all_below_it() -> None:
    weights = random_weights(3, 4, seed=2)
    (found,) = shown(maps_of(weights), AttentionView(aggregate="rollout", layer=1)).maps_hqk()
    np.testing.assert_allclose(found[0], list(rollout(weights))[1], atol=1e-6)


@pytest.mark.parametrize("aggregate", ["mean", "max"])
def test_that_several_heads_of_any_layers_are_shown_as_one(aggregate: str) -> None:
    weights = random_weights(3, 4, seed=2)
    view = AttentionView.model_validate({"aggregate": aggregate, "heads": [[0, 1], [2, 0]]})
    found = shown(maps_of(weights), view)
    assert found.shape == (1, 1, 4, 4)
    (maps_hqk,) = found.maps_hqk()
    for query, key in np.ndindex(4, 4):
        both = float(weights[0, 1, query, key]), float(weights[2, 0, query, key])
        expected = sum(both) / 2 if aggregate == "mean" else max(both)
        assert maps_hqk[0, query, key] == pytest.approx(expected, abs=1e-5)


def test_that_what_is_left_beside_hidden_tokens_can_stay_as_it_is() -> None:
    weights = full_weights(1, len(PIECES), seed=3)
    view = AttentionView(layer=0, head=0, hide="both", renormalise=False)
    found = shown(maps_of(weights, PIECES, causal=False, source=PAIR), view)
    (maps_hqk,) = found.maps_hqk()
    left = (1, 2, 4, 5)
    assert found.positions == found.key_positions == left
    np.testing.assert_allclose(maps_hqk[0], weights[0, 0][np.ix_(left, left)], atol=1e-6)


def test_that_positions_are_where_words_begin_in_the_text() -> None:
    weights = full_weights(1, len(PIECES), seed=3)
    maps = maps_of(weights, PIECES, causal=False, source=PAIR)
    found = shown(maps, AttentionView(hide="special", words=True, pair="ab"))
    assert (found.positions, found.key_positions) == ((1,), (4,))


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (AttentionView(layer=3), "3 layers"),
        (AttentionView(heads=((0, 1), (3, 0)), aggregate="mean"), "3 layers"),
        (AttentionView(heads=((0, 5),), aggregate="max"), "3 heads"),
        (AttentionView(heads=((0, 1),)), "mean or maximum"),
        (AttentionView(heads=((0, 1),), layer=0, aggregate="mean"), "by themselves"),
        (AttentionView(head=7), "3 heads"),
        (AttentionView(pair="ab"), "second text"),
    ],
)
def test_that_a_view_that_cannot_be_shown_says_why(view: AttentionView, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        shown(maps_of(random_weights(3, 4, seed=1)), view)


def test_that_hiding_all_there_is_says_so() -> None:
    source = AttentionSource(special={"<s>": (0,)})
    maps = maps_of(random_weights(1, 1, seed=1), ("<s>",), source=source)
    with pytest.raises(BadInput, match="all tokens of the text are hidden"):
        shown(maps, AttentionView(hide="special"))


def one_label(rows: list[list[float]], *, causal: bool = True, special: int | None = None) -> str:
    weights = np.array([[rows]], dtype=np.float32)
    source = AttentionSource(special={} if special is None else {"[SEP]": (special,)})
    ((labels,),) = head_labels(maps_of(weights, causal=causal, source=source).statistics)
    return ", ".join(label.measure for label in labels)


def test_that_a_head_is_called_on_a_text_what_it_is_called_over_a_corpus() -> None:
    rows = np.tril(np.ones((8, 8)) * 0.55 / np.maximum(np.arange(8), 1)[:, None])
    rows[range(1, 8), range(7)] = 0.45
    rows[0, 0] = 1.0
    ((labels,),) = head_labels(maps_of(rows[None, None].astype(np.float32)).statistics)
    assert [str(one.title) for one in labels] == ["previous-token head", "broad"]
    copying = {value: labels_for({"copying": value}) for value in (0.5, 0.49, -0.9, None)}
    assert [str(one.title) for one in copying[0.5]] == ["copying head"]
    assert not any(copying[value] for value in (0.49, -0.9, None))
    assert labels_for({"previous": 0.45, "normalised_entropy": 0.85}) == labels


def test_that_heads_are_named_by_where_their_attention_goes() -> None:
    eye = np.eye(8)
    assert one_label(np.roll(eye, 1, axis=1).tolist(), causal=False) == "next"
    assert one_label(np.roll(eye, -1, axis=1).tolist(), causal=False) == "previous"
    assert one_label(eye.tolist()) == "self"
    assert one_label(np.repeat(eye[:1], 8, axis=0).tolist()) == "first"
    assert one_label(np.repeat(eye[7:], 8, axis=0).tolist(), causal=False, special=7) == "special"
    assert one_label((np.ones((8, 8)) / 8).tolist(), causal=False) == "normalised_entropy"


def test_that_what_misleads_or_is_missing_is_remarked() -> None:
    maps = maps_of(random_weights(1, 4, seed=1), source=AttentionSource(unknown=2), left_out=3)
    said = [str(one) for one in remarks(maps, AttentionView(aggregate="rollout"))]
    assert [one[:24] for one in said] == [
        "2 of 4 tokens are unknow",
        "of the text's 7 tokens 4",
        "rollout drifts to the fi",
    ]


def test_that_a_long_text_is_said_to_be_given_one_layer_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    maps = maps_of(random_weights(2, 4, seed=1))
    assert not remarks(maps)
    monkeypatch.setattr("workbench.inspection.remarks.MOST_BYTES", 95)
    (said,) = remarks(maps)
    assert "on 4 tokens" in str(said)
    assert "one layer at a time" in str(said)
