"""Every family that is read computes what transformers' own class does, and goes back whole."""

import dataclasses
import json
from pathlib import Path

import foreign_folders as folders
import pytest
import torch
from foreign_families import (
    CLASSIFIERS,
    CONTEXT,
    DECODERS,
    ENCODERS,
    GEMMAS,
    IDLE_WINDOWS,
    MODERNBERTS,
    PHIS,
    Case,
    tokens,
)
from hugging_face import loaded
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    PreTrainedModel,
)
from typed_keywords import Close

from workbench.errors import BadInput
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.build import Decoder, Model, build_empty
from workbench.models.hub.importing import read_foreign_model
from workbench.models.model_file import ModelFile
from workbench.models.spec import LlamaSpec
from workbench.tokenizers.special import SpecialIds

pytestmark = pytest.mark.slow

CLOSE: Close = {"rtol": 1e-5, "atol": 1e-5}
PROMPT, NEW = 7, 30
MIXED = {"max_window_layers": 2}

every_decoder = pytest.mark.parametrize("case", DECODERS, ids=lambda case: case.name)


every_encoder = pytest.mark.parametrize("case", ENCODERS, ids=lambda case: case.name)
every_classifier = pytest.mark.parametrize("case", CLASSIFIERS, ids=lambda case: case.name)


def decoder_of(model: Model) -> Decoder:
    assert not isinstance(model, EncoderModel)
    return model


def encoder_of(model: Model) -> EncoderModel:
    assert isinstance(model, EncoderModel)
    return model


def padded(theirs: PreTrainedModel) -> tuple[torch.Tensor, torch.Tensor]:
    """Texts of two lengths, with the model's pad token behind the shorter; and what is no pad."""
    pad, ids_bt = int(theirs.config.pad_token_id), tokens()
    ids_bt = torch.where(ids_bt == pad, pad + 1, ids_bt)
    ids_bt[1, 17:] = pad
    return ids_bt, ids_bt != pad


def greedy(model: Decoder, ids_bt: torch.Tensor) -> torch.Tensor:
    """As many new tokens as are wanted, each from the cache."""
    cache = model.new_cache(batch=len(ids_bt))
    new_bt, written = ids_bt, [ids_bt]
    for _ in range(NEW):
        logits_bv = model.hidden(new_bt, cache=cache)[:, -1] @ model.head_weight.T
        new_bt = logits_bv.argmax(-1, keepdim=True)
        written.append(new_bt)
    return torch.cat(written, dim=1)


def written_by(theirs: PreTrainedModel, ids_bt: torch.Tensor) -> torch.Tensor:
    generate = getattr(theirs, "generate")  # noqa: B009  (its types leave the mixin out)
    return torch.as_tensor(generate(ids_bt, max_new_tokens=NEW, do_sample=False, use_cache=True))


@every_decoder
def test_that_a_decoder_computes_what_transformers_does(case: Case, tmp_path: Path) -> None:
    theirs = case.build()
    _, model, _ = folders.imported(theirs, tmp_path)
    decoder, ids_bt = decoder_of(model), tokens()
    with torch.no_grad():
        torch.testing.assert_close(decoder(ids_bt), theirs(ids_bt).logits, **CLOSE)
        assert torch.equal(
            greedy(decoder, ids_bt[:, :PROMPT]), written_by(theirs, ids_bt[:, :PROMPT])
        )


@pytest.mark.parametrize("case", IDLE_WINDOWS, ids=lambda case: case.name)
def test_that_a_window_that_never_bites_is_none(case: Case, tmp_path: Path) -> None:
    theirs = case.build()
    foreign, model, _ = folders.imported(theirs, tmp_path)
    assert isinstance(foreign.spec, LlamaSpec)
    assert foreign.spec.sliding_window == 0
    with torch.no_grad():
        torch.testing.assert_close(decoder_of(model)(tokens()), theirs(tokens()).logits, **CLOSE)


def test_that_an_older_gemma_says_its_positions_and_layers_otherwise(tmp_path: Path) -> None:
    GEMMAS[0].build().save_pretrained(tmp_path)
    new = read_foreign_model(tmp_path).spec
    config = json.loads((tmp_path / "config.json").read_text())
    for key in ("rope_parameters", "layer_types", "_sliding_window_pattern"):
        del config[key]
    config |= {
        "rope_theta": 900.0,
        "rope_local_base_freq": 60.0,
        "rope_scaling": {"rope_type": "linear", "factor": 3.0},
        "sliding_window_pattern": 2,
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert read_foreign_model(tmp_path).spec == new


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("layer_types", ["full_attention", *["sliding_attention"] * 3]),
        ("final_logit_softcapping", 30.0),
        ("use_bidirectional_attention", True),
        ("rope_parameters", {"rope_type": "default", "rope_theta": 5.0}),
        ("rope_parameters", {"sliding_attention": {"rope_type": "linear", "factor": 2.0}}),
    ],
)
def test_that_what_gemma_here_does_not_compute_is_refused_by_name(
    key: str, value: object, tmp_path: Path
) -> None:
    GEMMAS[0].build().save_pretrained(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text()) | {key: value}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(BadInput, match=f"asks for {key}"):
        read_foreign_model(tmp_path)


def test_that_dynamic_scaling_is_said_to_begin_behind_the_context(tmp_path: Path) -> None:
    dynamic = next(case for case in DECODERS if case.name == "llama-dynamic")
    foreign, _, _ = folders.imported(dynamic.build(), tmp_path)
    (note,) = foreign.notes
    assert foreign.spec.context == CONTEXT
    assert f"texts longer than {CONTEXT} tokens" in str(note)
    assert "here the model reads no longer ones" in str(note)
    assert not foreign.ignored


def test_that_long_rotary_scaling_of_phi_is_refused_by_name(tmp_path: Path) -> None:
    PHIS[0].build().save_pretrained(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text())
    config["rope_parameters"] = {"rope_type": "longrope", "short_factor": [1.0] * 3}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(BadInput, match=r"rope_parameters\.rope_type = longrope"):
        read_foreign_model(tmp_path)


def test_that_windows_for_some_layers_alone_are_refused_by_name(tmp_path: Path) -> None:
    theirs = dataclasses.replace(IDLE_WINDOWS[-1], settings=IDLE_WINDOWS[-1].settings | MIXED)
    theirs.build().save_pretrained(tmp_path)
    with pytest.raises(BadInput, match="layer_types = 1 × sliding_attention, 2 × full_attention"):
        read_foreign_model(tmp_path)


@every_decoder
def test_that_a_decoder_goes_back_as_it_came(case: Case, tmp_path: Path) -> None:
    theirs = case.build()
    foreign, model, file = folders.imported(theirs, tmp_path / "theirs")
    folders.exported(model, file, tmp_path / "ours")
    back, info = loaded(AutoModelForCausalLM, tmp_path / "ours", attn_implementation="eager")
    assert not any(info[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    with torch.no_grad():
        back_btv, expected_btv = back.eval()(tokens()).logits, theirs(tokens()).logits
    if case in PHIS and type(back) is not type(theirs):
        # A Llama's matrices are those of Phi-3 apart, and are multiplied apart.
        torch.testing.assert_close(back_btv, expected_btv, **CLOSE)
    else:
        assert type(back) is type(theirs)
        assert torch.equal(back_btv, expected_btv)
    again = read_foreign_model(tmp_path / "ours")
    assert again.spec == foreign.spec
    assert all(torch.equal(again.weights[name], foreign.weights[name]) for name in foreign.weights)


@every_encoder
def test_that_an_encoder_fills_in_as_transformers_does_and_goes_back(
    case: Case, tmp_path: Path
) -> None:
    theirs = case.build()
    foreign, model, file = folders.imported(theirs, tmp_path / "theirs")
    encoder, (ids_bt, seen_bt) = encoder_of(model), padded(theirs)
    assert not foreign.ignored
    with torch.no_grad():
        expected_btv = theirs(ids_bt, attention_mask=seen_bt.long()).logits
        hidden_btc = encoder.hidden(ids_bt, seen_bt=seen_bt)
        actual_nv = encoder.masked_logits(hidden_btc[seen_bt])
        torch.testing.assert_close(actual_nv, expected_btv[seen_bt], **CLOSE)
    folders.exported(model, file, tmp_path / "ours")
    back, info = loaded(AutoModelForMaskedLM, tmp_path / "ours", attn_implementation="eager")
    assert not any(info[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    with torch.no_grad():
        back_btv = back.eval()(ids_bt, attention_mask=seen_bt.long()).logits
    torch.testing.assert_close(back_btv[seen_bt], expected_btv[seen_bt], **CLOSE)
    assert read_foreign_model(tmp_path / "ours").spec == foreign.spec


@every_classifier
def test_that_a_classifier_tells_the_same_classes_and_goes_back(case: Case, tmp_path: Path) -> None:
    theirs = case.build()
    theirs.save_pretrained(tmp_path / "theirs")
    foreign = read_foreign_model(tmp_path / "theirs")
    assert foreign.labels == ("bad", "good", "so so")
    model = build_empty(foreign.spec, foreign.vocabulary_size, len(foreign.labels))
    model.load_state_dict(foreign.weights, assign=True)
    encoder, (ids_bt, seen_bt) = encoder_of(model.eval()), padded(theirs)
    with torch.no_grad():
        expected = theirs(ids_bt, attention_mask=seen_bt.long()).logits
        actual = encoder.class_logits(encoder.text_state(ids_bt, seen_bt=seen_bt))
    torch.testing.assert_close(actual, expected, **CLOSE)
    file = ModelFile(
        spec=foreign.spec, vocabulary_size=foreign.vocabulary_size, labels=foreign.labels
    )
    folders.exported(model, file, tmp_path / "ours")
    back, info = loaded(AutoModelForSequenceClassification, tmp_path / "ours")
    assert not any(info[kind] for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    with torch.no_grad():
        back_logits = back.eval()(ids_bt, attention_mask=seen_bt.long()).logits
    torch.testing.assert_close(back_logits, expected, **CLOSE)


def test_that_an_older_modernbert_says_its_bases_and_layers_otherwise(tmp_path: Path) -> None:
    MODERNBERTS[1].build().save_pretrained(tmp_path)
    new = read_foreign_model(tmp_path).spec
    config = json.loads((tmp_path / "config.json").read_text())
    for key in ("rope_parameters", "layer_types"):
        del config[key]
    config |= {"global_rope_theta": 700.0, "local_rope_theta": 30.0}
    config |= {"global_attn_every_n_layers": 2, "position_embedding_type": "absolute"}
    del config["model_type"], config["architectures"]
    (tmp_path / "config.json").write_text(json.dumps(config))
    foreign = read_foreign_model(tmp_path)
    assert foreign.spec == new
    assert not foreign.ignored
    assert foreign.unsaid == ("model_type",)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("layer_types", ["sliding_attention", *["full_attention"] * 4]),
        ("rope_parameters", {"sliding_attention": {"rope_type": "linear", "factor": 2.0}}),
        ("rope_scaling", {"rope_type": "yarn", "factor": 2.0}),
        ("norm_bias", True),
        ("mlp_bias", True),
        ("decoder_bias", False),
        ("classifier_activation", "relu"),
    ],
)
def test_that_what_modernbert_here_does_not_compute_is_refused_by_name(
    key: str, value: object, tmp_path: Path
) -> None:
    MODERNBERTS[0].build().save_pretrained(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text()) | {key: value}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(BadInput, match=f"asks for {key}"):
        read_foreign_model(tmp_path)


def test_that_roberta_is_not_written_with_another_pad_token(tmp_path: Path) -> None:
    _, model, file = folders.imported(ENCODERS[0].build(), tmp_path / "theirs")
    with pytest.raises(BadInput, match="from the pad token's id, which is 0 here"):
        folders.exported(model, file, tmp_path / "ours", SpecialIds(pad=0))
