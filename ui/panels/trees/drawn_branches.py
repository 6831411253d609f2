"""Written texts, joined where they begin alike, as they are drawn; no widget here."""

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.panels.trees.drawn import END, ON, PROMPT, DrawnNode, DrawnTree, in_a_row, root_node
from ui.panels.trees.queries import JoinedTexts, Step, TextGroup
from ui.texts.generated import GenerationRequest
from ui.texts.written_texts import TokenPlace
from ui.widgets import numbers
from ui.widgets.token_strip import shown
from ui.widgets.trees.tree_layout import ROOT, TreeNode
from workbench.generation.trees.branches import Branch

translate = QCoreApplication.translate


def drawn_branches(joined: JoinedTexts) -> DrawnTree:
    """The texts of one model on one prompt, joined where they begin alike."""
    group = joined.group
    nodes = [root_node(group.prompt.text)]
    drawn_as: list[int] = []
    for number, one in enumerate(joined.stretches):
        drawn_as.append(len(nodes))
        parent = PROMPT if one.parent == ROOT else drawn_as[one.parent]
        before = nodes[parent].text
        nodes.append(_stretch_node(group, joined.stretches, number, parent, before))
        nodes += _end_nodes(group, one, drawn_as[-1], nodes[-1].text)
    return DrawnTree(tuple(nodes), group.prompt.text, _of_branches(group), is_aligned=False)


def _stretch_node(
    group: TextGroup,
    stretches: Sequence[Branch[Step]],
    number: int,
    parent: int,
    before: str,
) -> DrawnNode:
    one = stretches[number]
    stretch = "".join(token.text for token in one.tokens)
    likely = sum(token.log_probability for token in one.tokens)
    tokens = translate("Trees", "{count} tokens").format(count=numbers.count(len(one.tokens)))
    said = beside(
        (
            *([tokens] if len(one.tokens) > 1 else []),
            translate("Trees", "log-probability {likely}").format(likely=numbers.measure(likely)),
            translate("Trees", "in {count} of {total} texts").format(
                count=numbers.count(len(one.texts)), total=numbers.count(len(group.texts))
            ),
        )
    )
    node = TreeNode(
        _label(one.tokens),
        parent,
        figure=numbers.measure(likely, 2),
        weight=math.exp(likely / len(one.tokens)),
        tooltip=f"{stretch}\n{said}",
        key=("stretch", one.begin, before + stretch),
    )
    request = _write_on(group, stretches, number, before + stretch)
    return DrawnNode(node, before + stretch, said, request, _place(group, one))


def _label(tokens: Sequence[Step]) -> str:
    """What is read of some tokens; where no character is complete, what is seen of each."""
    text = "".join(token.text for token in tokens)
    if not text:
        return shown("".join(token.shown for token in tokens))
    return in_a_row(text) if len(tokens) > 1 else shown(text)


def _end_nodes(
    group: TextGroup, branch: Branch[Step], parent: int, text: str
) -> Iterator[DrawnNode]:
    """Who wrote each text that ends behind a stretch."""
    for number in branch.ended:
        written = group.texts[number]
        request = written.request
        by = translate("Trees", "{strategy}, seed {seed}").format(
            strategy=spec_text(request.strategy), seed=request.seed
        )
        mark = END if written.is_whole else ON
        node = TreeNode(by, parent, tooltip=by, key=("text", number), mark=mark, is_faint=True)
        last = len(written.tokens) - 1
        place = TokenPlace(written, last) if last >= 0 else None
        yield DrawnNode(node, text, by, place=place)


def _of_branches(group: TextGroup) -> str:
    request = group.first
    return beside(
        (
            request.pinned,
            numbers.counted(
                len(group.texts),
                translate("Trees", "1 text"),
                translate("Trees", "{count} texts, joined where they begin alike"),
            ),
        )
    )


def _write_on(
    group: TextGroup, stretches: Sequence[Branch[Step]], number: int, text: str
) -> GenerationRequest:
    """As the first of its texts, from the end of a stretch on, to the length that it has."""
    one, path = stretches[number], list[int]()
    while number != ROOT:
        path = [*(token.id for token in stretches[number].tokens), *path]
        number = stretches[number].parent
    first = group.texts[one.texts[0]].request
    whole = len(first.prompt.written) + first.max_new_tokens
    return GenerationRequest(
        group.prompt.model_copy(update={"written": tuple(path)}),
        first.reference,
        first.step,
        first.digest,
        first.strategy,
        first.seed,
        max(whole - len(path), 1),
        begun=text,
    )


def _place(group: TextGroup, branch: Branch[Step]) -> TokenPlace | None:
    """The first token of a stretch, in a text that wrote it and was not begun with it."""
    for number in branch.texts:
        text = group.texts[number]
        place = branch.begin - len(text.request.prompt.written)
        if 0 <= place < len(text.tokens):
            return TokenPlace(text, place)
    return None
