"""Attention as a file: data as .npz, .json and .csv, pictures as .png and .svg, or a view.

Each says in itself what it is of: texts, models with their checkpoints' digests, settings.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from workbench.errors import BadInput
from workbench.inspection.exports.about import AboutAttention, about, models_of
from workbench.inspection.exports.data import Exported, as_csv, as_json, as_npz, compared
from workbench.inspection.exports.pictures import as_png, as_svg
from workbench.inspection.maps.attention_maps import AttentionComparison, AttentionMaps
from workbench.inspection.views.shown_attention import ShownAttention, shown
from workbench.inspection.views.view import AttentionView
from workbench.language import ENGLISH, SpokenLanguage
from workbench.store.files.named import write_file
from workbench.words import listed

SUFFIXES = (".npz", ".json", ".csv", ".png", ".svg")
VIEW_SUFFIX = ".view.json"
"""A file that ends so has the settings of a view alone."""
MOST_WEIGHTS = {".npz": 2**28, ".json": 2**26, ".csv": 2**26}
"""A file of more weights would be gigabytes, which few programs open."""


def export(
    attention: AttentionMaps | AttentionComparison,
    path: Path | str,
    view: AttentionView | None = None,
    student_view: AttentionView | None = None,
) -> None:
    """Write a file in the format its name asks for: every head, or what a view shows of them.

    Of two models the student may have a view of its own: other layers and heads.

    Raises BadInput for a name that asks none, more weights than a file can hold with sense, a view
    that the maps cannot be shown in, and when its folder is missing or not writable.
    """
    path = Path(path)
    check_name(path)
    settings = view or view_of(attention)
    told = about(attention, settings, student_view)
    if path.name.lower().endswith(VIEW_SUFFIX):
        write_file(path, as_view(told).encode())
        return
    exported = _exported(attention, told)
    suffix = path.suffix.lower()
    _require_few(exported, suffix)
    write_file(path, _bytes(exported, suffix))


def picture(
    attention: AttentionMaps | AttentionComparison,
    suffix: Literal[".png", ".svg"],
    language: SpokenLanguage = ENGLISH,
) -> bytes:
    """Every head as a picture's file; an .svg has titles in a language."""
    view = view_of(attention)
    exported = _exported(attention, about(attention, view))
    if suffix == ".svg":
        return as_svg(exported.shown, exported.about, language).encode()
    return _bytes(exported, suffix)


def check_name(path: Path, suffixes: Sequence[str] = SUFFIXES) -> None:
    """Raise BadInput unless the name asks for a format; asked before the work begins."""
    if path.suffix.lower() not in suffixes:
        raise BadInput(
            "{path} names no format; end it in {suffixes}", path=path, suffixes=listed(suffixes)
        )


def view_of(attention: AttentionMaps | AttentionComparison) -> AttentionView:
    """Every head, weighted as the maps are."""
    first = next(iter(models_of(attention).values()))
    return AttentionView(weighting=first.weighting)


def as_view(told: AboutAttention) -> str:
    """The settings of a view as its file holds them."""
    return told.model_dump_json(indent=2) + "\n"


def _exported(attention: AttentionMaps | AttentionComparison, told: AboutAttention) -> Exported:
    views = views_of(attention, told)
    maps = {role: shown(one, views[role]) for role, one in models_of(attention).items()}
    more = compared(attention) if isinstance(attention, AttentionComparison) else {}
    return Exported(maps, more, told.model_dump_json())


def views_of(
    attention: AttentionMaps | AttentionComparison, told: AboutAttention
) -> dict[str, AttentionView]:
    """What is shown of each model; raises BadInput for one view of the heads of two models."""
    view, student_view = told.settings, told.student_settings
    if not isinstance(attention, AttentionComparison):
        return {"model": view}
    if student_view is None and (view.layer is not None or view.head is not None or view.heads):
        raise BadInput(
            "two models have different layers and heads; export one model's layer, or all of both"
        )
    return {"teacher": view, "student": student_view or view}


def _bytes(exported: Exported, suffix: str) -> bytes:
    match suffix:
        case ".npz":
            return as_npz(exported)
        case ".json":
            return as_json(exported).encode()
        case ".csv":
            return as_csv(exported).encode("utf-8-sig")
        case ".png":
            return as_png(exported.shown, exported.about)
        case _:
            return as_svg(exported.shown, exported.about).encode()


def _require_few(exported: Exported, suffix: str) -> None:
    most = MOST_WEIGHTS.get(suffix)
    count = sum(_weights(one) for one in exported.shown.values())
    if most is not None and count > most:
        layers, heads, tokens, _ = next(iter(exported.shown.values())).shape
        raise BadInput(
            "{layers} layers × {heads} heads on {tokens} tokens are {count} weights, and a "
            "{suffix} file holds at most {most}; choose one layer or head, a shorter text, or a "
            "picture",
            layers=layers,
            heads=heads,
            tokens=tokens,
            count=count,
            suffix=suffix,
            most=most,
        )


def _weights(one: ShownAttention) -> int:
    layers, heads, queries, keys = one.shape
    return layers * heads * queries * keys
