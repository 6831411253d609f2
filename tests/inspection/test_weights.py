"""How far two models' weights are from each other."""

import numpy as np
import pytest
from safetensors.numpy import load_file
from tiny_project import TEACHER, perform, pretrain_spec

from workbench.errors import BadInput
from workbench.inspection.comparison.weight_distances import WeightDistance, WeightSums, layer_of
from workbench.project import Project

SHAPE = {"num_layers": 1}


def files_of(project: Project, reference: str) -> dict[str, np.ndarray]:
    folder = project.model(reference).checkpoint.folder
    read = load_file(folder / "model.safetensors")
    return {name: tensor.astype(np.float64).ravel() for name, tensor in read.items()}


def expected(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    norm, other = np.linalg.norm(a), np.linalg.norm(b)
    distance = np.linalg.norm(b - a)
    return np.array([a.size, norm, other, distance, distance / norm, (a @ b) / (norm * other)])


def given(one: WeightDistance) -> np.ndarray:
    figures = (one.parameters, one.norm, one.other_norm, one.distance, one.relative, one.cosine)
    return np.array(figures, dtype=np.float64)


def test_that_norms_distances_and_cosines_are_those_of_numpy(tiny: Project) -> None:
    perform(tiny, pretrain_spec(name="kept", loop={"steps": 4, "keep_every": 2}))
    found = tiny.model("kept@2").versus("kept@4").weights()
    a, b = files_of(tiny, "kept@2"), files_of(tiny, "kept@4")
    assert (found.one, found.other, found.left_out) == ("kept@2", "kept@4", 0)
    assert {one.name for one in found.tensors} == a.keys()
    for one in found.tensors:
        np.testing.assert_allclose(given(one), expected(a[one.name], b[one.name]), rtol=1e-9)
    assert [one.name for one in found.layers][:2] == ["0", "1"]
    for layer in found.layers:
        names = [name for name in a if layer_of(name) == layer.name]
        long_a, long_b = (np.concatenate([w[name] for name in names]) for w in (a, b))
        np.testing.assert_allclose(given(layer), expected(long_a, long_b), rtol=1e-9)
    whole = (np.concatenate(list(w.values())) for w in (a, {name: b[name] for name in a}))
    np.testing.assert_allclose(given(found.whole), expected(*whole), rtol=1e-9)


def test_that_what_has_no_counterpart_is_counted_and_in_no_distance(tiny: Project) -> None:
    perform(tiny, pretrain_spec(name="thin", model=SHAPE, loop={"steps": 2}))
    found = tiny.model(TEACHER).versus("thin").weights()
    assert {layer_of(name) for name in found.only_one} == {"1"}
    assert found.only_other == ()
    assert found.left_out == len(found.only_one)
    perform(tiny, pretrain_spec(name="short", model={"context": 16}, loop={"steps": 2}))
    other = tiny.model(TEACHER).versus("short").weights()
    assert other.other_shape == ("position_embedding.weight",)


def test_that_models_with_nothing_in_common_are_refused(tiny: Project) -> None:
    narrow = SHAPE | {"hidden_size": 16, "family": "llama"}
    perform(tiny, pretrain_spec(name="narrow", model=narrow, loop={"steps": 2}))
    with pytest.raises(BadInput, match="no weights of equal names and shapes"):
        tiny.model(TEACHER).versus("narrow").weights()


def test_that_zeros_have_no_direction() -> None:
    nothing = WeightDistance.of("x", WeightSums(3, 0.0, 4.0, 0.0, 4.0))
    assert nothing.relative is None
    assert nothing.cosine is None
    assert nothing.distance == 2.0
