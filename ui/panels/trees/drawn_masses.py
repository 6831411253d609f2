"""Every continuation above a mass, as it is drawn; no widget here."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from ui.i18n import beside
from ui.panels.trees.drawn import END, ON, DrawnNode, DrawnTree, place_in, prompt_node
from ui.panels.trees.queries import TreeRequest
from ui.texts.generated import GeneratedText
from ui.widgets import numbers
from ui.widgets.token_strip import shown
from ui.widgets.trees.tree_layout import TreeNode
from workbench.generation.trees.mass_nodes import MassNode, MassTree, Reach
from workbench.generation.trees.paths import ShownTree

translate = QCoreApplication.translate


def drawn_masses(
    request: TreeRequest, tree: ShownTree[MassTree], written: Sequence[GeneratedText]
) -> DrawnTree:
    """Every continuation above a mass."""
    nodes = [_mass_node(request, tree, number, written) for number in range(len(tree.tree.nodes))]
    return DrawnTree((prompt_node(request), *nodes), request.prompt.text, _of_masses(tree.tree))


def _mass_node(
    request: TreeRequest,
    tree: ShownTree[MassTree],
    number: int,
    written: Sequence[GeneratedText],
) -> DrawnNode:
    one, path = tree.tree.nodes[number], tree.path_to(number)
    text = tree.text_to(number)
    is_rest = one.reach is Reach.REST
    said = _said_of_mass(one)
    node = TreeNode(
        translate("Trees", "rest") if is_rest else shown(tree.shown[number]),
        one.parent + 1,
        figure=numbers.probability(one.mass),
        weight=math.sqrt(one.mass),
        tooltip=said,
        key=(path, is_rest),
        mark={Reach.ENDED: END, Reach.DEEPEST: ON}.get(one.reach, ""),
        is_faint=is_rest,
    )
    is_over = one.reach is Reach.ENDED
    return DrawnNode(
        node,
        text,
        said,
        None if is_rest or is_over else request.write_on(path, text),
        None if is_rest else place_in(written, request, path),
    )


def _said_of_mass(node: MassNode) -> str:
    mass = numbers.probability(node.mass)
    if node.reach is Reach.REST:
        told = translate(
            "Trees", "All other continuations here have {mass} of the probability together."
        )
        return told.format(mass=mass)
    here = translate("Trees", "{probability} at its place, {mass} of all texts").format(
        probability=numbers.probability(node.probability), mass=mass
    )
    how = {
        Reach.ENDED: translate("Trees", "the text ends with it"),
        Reach.SMALL: translate("Trees", "no continuation of it has the mass"),
        Reach.DEEPEST: translate("Trees", "not looked at further"),
    }
    return beside(filter(None, (here, how.get(node.reach, ""))))


def _of_masses(tree: MassTree) -> str:
    count = sum(node.token is not None for node in tree.nodes)
    told = [
        numbers.counted(
            count,
            translate("Trees", "1 continuation"),
            translate("Trees", "{count} continuations"),
        ),
        numbers.counted(
            tree.num_tokens,
            translate("Trees", "1 token deep"),
            translate("Trees", "{count} tokens deep"),
        ),
        translate("Trees", "{rest} of the probability is not opened").format(
            rest=numbers.share(tree.rest)
        ),
    ]
    if tree.left_out:
        left_out = numbers.counted(
            tree.left_out,
            translate("Trees", "1 more has the mass and is left out: raise the most nodes"),
            translate("Trees", "{count} more have the mass and are left out: raise the most nodes"),
        )
        told.append(left_out)
    return beside(told)
