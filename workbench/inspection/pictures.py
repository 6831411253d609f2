"""Pictures of attention: a row of small maps for each layer, a column for each head.

Shapes: q queries, k keys, y, x pixels, c the three colours.
"""

import base64
from collections.abc import Mapping
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.layer_heads import Floats
from workbench.inspection.maps import AttentionMaps
from workbench.inspection.png import encode_png

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
LABEL = 12
TOKEN_ROOM = 84
MOST_LABELS = 40
"""A longer text is drawn without its tokens: they would not be legible."""


def as_png(models: Mapping[str, AttentionMaps]) -> bytes:
    """All models below one another, in their order, a dark line between them; no words."""
    first, *others = [_grid(maps) for maps in models.values()]
    line = np.full((2, first.shape[1], 3), SHADES[-1], dtype=np.uint8)
    return encode_png(_below([first, *(part for grid in others for part in (line, grid))]))


def as_svg(models: Mapping[str, AttentionMaps]) -> str:
    """All models below one another with titles, layers, heads and tokens; maps are pictures."""
    parts, top, widest = [], 0, 0
    for role, maps in models.items():
        body, width, height = _svg_model(role, maps)
        parts.append(f'<g transform="translate(0 {top})">{body}</g>')
        top, widest = top + height, max(widest, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{widest}" height="{top}" '
        f'viewBox="0 0 {widest} {top}" font-family="sans-serif" font-size="10">'
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


def _map_image(attention_qk: Floats, *, causal: bool) -> Image:
    """One map, shrunk or enlarged to about MAP_PIXELS by whole cells."""
    step = -(-len(attention_qk) // MOST_CELLS)
    starts = np.arange(0, len(attention_qk), step)
    rows = np.maximum.reduceat(attention_qk, starts, axis=0)
    image = shade(np.maximum.reduceat(rows, starts, axis=1), causal=causal)
    times = max(1, MAP_PIXELS // len(image))
    return image.repeat(times, axis=0).repeat(times, axis=1)


def _grid(maps: AttentionMaps) -> Image:
    return _below(
        [
            _beside(
                [
                    _map_image(maps.head_qk(layer, head), causal=maps.causal)
                    for head in range(maps.num_heads)
                ]
            )
            for layer in range(maps.num_layers)
        ]
    )


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


def _svg_model(role: str, maps: AttentionMaps) -> tuple[str, int, int]:
    """One model's drawing, with its width and height."""
    layers, heads, queries = maps.num_layers, maps.num_heads, len(maps.tokens)
    labelled = queries <= MOST_LABELS
    # Tokens need lines of text; without them a map may be smaller.
    size = max(MAP_PIXELS, 11 * queries) if labelled else 2 * MAP_PIXELS
    room = TOKEN_ROOM if labelled else 0
    across, down = size + GAP, size + GAP + LABEL
    body = [f'<text x="{GAP}" y="16" font-size="13">{_text(role)}: from query to key</text>']
    for layer, head in np.ndindex(layers, heads):
        x, y = GAP + room + head * across, TITLE + layer * down
        body.append(f'<text x="{x}" y="{y + LABEL - 3}">layer {layer}, head {head}</text>')
        body.append(_svg_image(maps.head_qk(layer, head), maps.causal, x, y + LABEL, size))
    if labelled:
        for layer in range(layers):
            body.append(_query_tokens(maps, GAP + room - 4, TITLE + layer * down + LABEL, size))
        for head in range(heads):
            body.append(_key_tokens(maps, GAP + room + head * across, TITLE + layers * down, size))
    return "".join(body), 2 * GAP + room + heads * across, TITLE + layers * down + room


def _svg_image(attention_qk: Floats, causal: bool, x: int, y: int, size: int) -> str:
    png = base64.b64encode(encode_png(_map_image(attention_qk, causal=causal))).decode()
    return (
        f'<image x="{x}" y="{y}" width="{size}" height="{size}" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{png}"/>'
    )


def _query_tokens(maps: AttentionMaps, x: int, y: int, size: int) -> str:
    centres = _centres(maps, y, size)
    return "".join(
        f'<text x="{x}" y="{centre:.1f}" text-anchor="end">{_text(token)}</text>'
        for centre, token in zip(centres, maps.tokens, strict=True)
    )


def _key_tokens(maps: AttentionMaps, x: int, y: int, size: int) -> str:
    centres = _centres(maps, x, size)
    return "".join(
        f'<text transform="translate({centre:.1f} {y}) rotate(-90)" text-anchor="end">'
        f"{_text(token)}</text>"
        for centre, token in zip(centres, maps.tokens, strict=True)
    )


def _centres(maps: AttentionMaps, begin: int, size: int) -> list[float]:
    """The base line of each token's label along an axis."""
    step = size / len(maps.tokens)
    return [begin + (index + 0.5) * step + 3 for index in range(len(maps.tokens))]


def _text(text: str) -> str:
    """Text as XML bears it: escaped, and without the control characters it forbids."""
    return escape("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text))
