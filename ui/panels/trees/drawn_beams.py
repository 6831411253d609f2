"""Every text that a beam search has looked at, as it is drawn; no widget here."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ui.i18n import beside
from ui.panels.trees.drawn import BEST, END, DrawnNode, DrawnTree, place_in, prompt_node
from ui.panels.trees.queries import TreeRequest
from ui.texts.generated import GeneratedText
from ui.widgets import numbers
from ui.widgets.token_strip import shown
from ui.widgets.trees.tree_layout import TreeNode
from workbench.generation.trees.beam_nodes import BeamNode, BeamTree, Fate
from workbench.generation.trees.paths import ShownTree

translate = QCoreApplication.translate


def drawn_beams(
    request: TreeRequest, tree: ShownTree[BeamTree], written: Sequence[GeneratedText]
) -> DrawnTree:
    """Every text that a beam search has looked at."""
    nodes = [_beam_node(request, tree, number, written) for number in range(len(tree.tree.nodes))]
    return DrawnTree((prompt_node(request), *nodes), request.prompt.text, _of_beams(tree.tree))


def _beam_node(
    request: TreeRequest,
    tree: ShownTree[BeamTree],
    number: int,
    written: Sequence[GeneratedText],
) -> DrawnNode:
    one, path = tree.tree.nodes[number], tree.path_to(number)
    text = tree.text_to(number)
    said = _said_of_beam(one, len(path))
    score = one.score if one.final is None else one.final
    marks = (END if one.fate is Fate.ENDED else "", BEST if one.place == 1 else "")
    node = TreeNode(
        shown(tree.shown[number]),
        one.parent + 1,
        figure=numbers.measure(score, 2),
        weight=math.exp(one.log_probability),
        tooltip=said,
        key=path,
        mark="".join(marks),
        is_strong=one.is_best,
        is_faint=one.fate is Fate.DROPPED,
    )
    place = place_in(written, request, path)
    request_here = None if one.is_over else request.write_on(path, text)
    return DrawnNode(node, text, said, request_here, place)


def _said_of_beam(node: BeamNode, length: int) -> str:
    told = [
        translate("Trees", "probability {probability}").format(
            probability=numbers.probability(math.exp(node.log_probability))
        ),
        translate("Trees", "score {score}").format(score=numbers.measure(node.score)),
        numbers.counted(
            length,
            translate("Trees", "after 1 token"),
            translate("Trees", "after {count} tokens"),
        ),
    ]
    match node.fate:
        case Fate.KEPT:
            told.append(translate("Trees", "kept"))
        case Fate.DROPPED:
            told.append(translate("Trees", "dropped: others were better"))
        case Fate.ENDED:
            final = translate("Trees", "over, with a final score of {score}")
            told.append(final.format(score=numbers.measure(node.final, 4)))
    if node.place:
        told.append(translate("Trees", "place {place}").format(place=numbers.count(node.place)))
    if node.is_best:
        told.append(translate("Trees", "on the way to the best text"))
    return beside(told)


def _of_beams(tree: BeamTree) -> str:
    fates = [node.fate for node in tree.nodes]
    counts = {fate: fates.count(fate) for fate in Fate}
    steps = numbers.counted(
        tree.num_steps, translate("Trees", "1 step"), translate("Trees", "{count} steps")
    )
    kept = numbers.counted(
        counts[Fate.KEPT],
        translate("Trees", "1 text kept"),
        translate("Trees", "{count} texts kept"),
    )
    left = translate("Trees", "{dropped} dropped, {ended} over").format(
        dropped=numbers.count(counts[Fate.DROPPED]), ended=numbers.count(counts[Fate.ENDED])
    )
    looked_at = translate(
        "Trees", "of the continuations of each step only the likeliest are looked at"
    )
    return beside((steps, kept, left, looked_at))
