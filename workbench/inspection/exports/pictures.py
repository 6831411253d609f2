"""Pictures of attention: a row of small maps for each layer, a column for each head.

Shapes: q queries, k keys, y, x pixels, c the three colours.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.exports.png import encode_png
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.views.shown_attention import ShownAttention
from workbench.language import ENGLISH, SpokenLanguage
from workbench.named import named
from workbench.words import Words, text_width, words

Image = NDArray[np.uint8]

SHADES = np.array([[246, 248, 251], [150, 190, 222], [38, 103, 168], [8, 34, 84]], dtype=float)
"""From no attention to all of it, ever darker, so that it reads in grey too."""
MASKED = (222, 222, 222)
PAPER = (255, 255, 255)
MAP_PIXELS = 128
"""A small map is about this wide and high."""
MOST_CELLS = 256
"""A longer text is drawn with several tokens a cell, each cell showing its maximum."""
GAP = 8
TITLE = 24
TITLE_LETTER = 8
"""No letter of a title is wider on average."""
LABEL = 12
TOKEN_ROOM = 84
MOST_LABELS = 40
"""A longer text is drawn without its tokens: they would not be legible."""


def as_png(models: Mapping[str, ShownAttention], about: str) -> bytes:
    """All models below one another, in their order, a dark line between them; `about` as a text
    of that keyword, and no words in the picture."""
    first, *others = [_grid(shown) for shown in models.values()]
    line = np.full((2, first.shape[1], 3), SHADES[-1], dtype=np.uint8)
    image = _below([first, *(part for grid in others for part in (line, grid))])
    return encode_png(image, {"about": about})


def as_svg(
    models: Mapping[str, ShownAttention], about: str, language: SpokenLanguage = ENGLISH
) -> str:
    """All models below one another with titles, layers, heads and tokens; maps are pictures.

    `about` stands in its metadata; titles are in a language.
    """
    parts, top, widest, titles = [], 0, 0, []
    for role, shown in models.items():
        title = language.say(_title(role, shown))
        body, width, height = _svg_model(title, shown, language)
        parts.append(f'<g transform="translate(0 {top})">{body}</g>')
        top, widest = top + height, max(widest, width)
        titles.append(title)
    label = escape(" · ".join(titles), {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{widest}" height="{top}" '
        f'viewBox="0 0 {widest} {top}" font-family="sans-serif" font-size="10" role="img" '
        f'aria-label="{label}"><metadata>{escape(about)}</metadata>'
        f'<rect width="{widest}" height="{top}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def shade(attention_qk: Floats, *, causal: bool) -> Image:
    """One map as an image with a pixel a cell; what a query cannot see is grey, not pale."""
    position = np.linspace(0, 1, len(SHADES))
    rgb_qkc = np.stack(
        [np.interp(attention_qk, position, shades) for shades in SHADES.T], axis=-1
    ).astype(np.uint8)
    if causal:
        rgb_qkc[np.triu_indices(len(rgb_qkc), 1)] = MASKED
    return rgb_qkc


def _map_image(attention_qk: Floats, *, causal: bool, full: float = 1.0) -> Image:
    """One map, shrunk or enlarged to about MAP_PIXELS by whole cells; `full` has full colour."""
    step = -(-max(attention_qk.shape) // MOST_CELLS)
    rows, columns = (np.arange(0, size, step) for size in attention_qk.shape)
    pooled = np.maximum.reduceat(np.maximum.reduceat(attention_qk, rows, axis=0), columns, axis=1)
    image = shade(np.asarray(pooled / full, dtype=np.float32), causal=causal)
    times = max(1, MAP_PIXELS // max(image.shape[:2]))
    return image.repeat(times, axis=0).repeat(times, axis=1)


def _images(shown: ShownAttention) -> Iterator[list[Image]]:
    """Each layer's maps, a picture for each head."""
    full = full_colour(shown)
    for maps_hqk in shown.maps_hqk():
        yield [_map_image(map_qk, causal=shown.causal, full=full) for map_qk in maps_hqk]


def full_colour(shown: ShownAttention) -> float:
    """The weight that has the darkest shade: 1, or the largest of all that are weighted."""
    if shown.view.weighting == "none" or shown.view.hide != "none":
        return 1.0
    return float(shown.maps.tiles.highest_lh.max()) or 1.0


def _grid(shown: ShownAttention) -> Image:
    return _below([_beside(images) for images in _images(shown)])


def _beside(images: list[Image]) -> Image:
    return np.hstack([_framed(image) for image in images])


def _below(images: list[Image]) -> Image:
    width = max(image.shape[1] for image in images)
    return np.vstack([_framed(image, width) for image in images])


def _framed(image: Image, width: int = 0) -> Image:
    """The image on paper with half a gap around it, and up to `width` at its right."""
    height, own_width, _ = image.shape
    framed = np.full((height + GAP, max(width, own_width) + GAP, 3), PAPER, dtype=np.uint8)
    half = GAP // 2
    framed[half : half + height, half : half + own_width] = image
    return framed


def _svg_model(told: str, shown: ShownAttention, language: SpokenLanguage) -> tuple[str, int, int]:
    """One model's drawing, with its width and height."""
    layers, heads, queries, keys = shown.shape
    longest = max(queries, keys)
    labelled = longest <= MOST_LABELS
    # Tokens need lines of text; without them a map may be smaller.
    size = max(MAP_PIXELS, 11 * longest) if labelled else 2 * MAP_PIXELS
    box = _Box(size * keys / longest, size * queries / longest)
    room = TOKEN_ROOM if labelled else 0
    across, down = size + GAP, size + GAP + LABEL
    title = _text(told)
    body = [f'<text x="{GAP}" y="16" font-size="13">{title}</text>']
    for row, images in enumerate(_images(shown)):
        for column, image in enumerate(images):
            x, y = GAP + room + column * across, TITLE + row * down
            name = _text(language.say(_name(shown, row, column)))
            body.append(f'<text x="{x}" y="{y + LABEL - 3}">{name}</text>')
            body.append(_svg_image(image, x, y + LABEL, box))
    if labelled:
        for row in range(layers):
            body.append(_query_tokens(shown, GAP + room - 4, TITLE + row * down + LABEL, box))
        for column in range(heads):
            below = TITLE + (layers - 1) * down + LABEL + round(box.height) + GAP
            body.append(_key_tokens(shown, GAP + room + column * across, below, box))
    wide = round(text_width(title, TITLE_LETTER))
    width = max(2 * GAP + room + heads * across, 2 * GAP + wide)
    return "".join(body), width, TITLE + layers * down + room


@dataclass(frozen=True)
class _Box:
    """How large a map is drawn."""

    width: float
    height: float


def _title(role: str, shown: ShownAttention) -> Words:
    source, view = shown.maps.source, shown.view
    title = words("{role}: from query to key", role=named(role))
    if source.model:
        title = words(
            "{role} {model}, step {step}: from query to key",
            role=named(role),
            model=source.model,
            step=source.step,
        )
    if view.weighting != "none":
        title = words(
            "{title}; weighted by {weighting}, full colour {full:.3g}",
            title=title,
            weighting=named(view.weighting),
            full=full_colour(shown),
        )
    if view.hide != "none":
        title = words("{title}; without {hidden}, renormalised", title=title, hidden=view.hide)
    if shown.maps.left_out:
        count = shown.maps.left_out
        title = words("{title}; {count} tokens not read", title=title, count=count)
    return title


def _name(shown: ShownAttention, row: int, column: int) -> Words:
    """Which map it is."""
    layer = words("all layers")
    if shown.layers:
        layer = words("layer {number}", number=shown.layers[row])
    head = named(shown.view.aggregate)
    if shown.heads:
        head = words("head {number}", number=shown.heads[column])
    return words("{layer}, {head}", layer=layer, head=head)


def _svg_image(image: Image, x: int, y: int, box: _Box) -> str:
    png = base64.b64encode(encode_png(image)).decode()
    return (
        f'<image x="{x}" y="{y}" width="{box.width:g}" height="{box.height:g}" '
        f'preserveAspectRatio="none" style="image-rendering:pixelated" '
        f'href="data:image/png;base64,{png}"/>'
    )


def _query_tokens(shown: ShownAttention, x: int, y: int, box: _Box) -> str:
    centres = _centres(len(shown.tokens), y, box.height)
    return "".join(
        f'<text x="{x}" y="{centre:.1f}" text-anchor="end">{_text(token)}</text>'
        for centre, token in zip(centres, shown.tokens, strict=True)
    )


def _key_tokens(shown: ShownAttention, x: int, y: int, box: _Box) -> str:
    centres = _centres(len(shown.key_tokens), x, box.width)
    return "".join(
        f'<text transform="translate({centre:.1f} {y}) rotate(-90)" text-anchor="end">'
        f"{_text(token)}</text>"
        for centre, token in zip(centres, shown.key_tokens, strict=True)
    )


def _centres(tokens: int, begin: int, size: float) -> list[float]:
    """The base line of each token's label along an axis."""
    step = size / tokens
    return [begin + (index + 0.5) * step + 3 for index in range(tokens)]


def _text(text: str) -> str:
    """Text as XML bears it: escaped, and without the control characters it forbids."""
    return escape("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))
