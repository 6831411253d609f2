"""What is drawn of a tree, and what is said of each node; no widget here."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from ui.i18n import beside
from ui.panels.trees.queries import TreeRequest
from ui.texts.generated import GeneratedText, GenerationRequest
from ui.texts.written_texts import TokenPlace
from ui.widgets.token_strip import shown
from ui.widgets.trees.tree_layout import ROOT, TreeNode
from workbench.generation.trees.paths import outlined

END, BEST, ON = "■", "★", "…"
PROMPT = 0
"""The first node drawn; node n of a tree of tokens is drawn as n + 1."""
_PROMPT_CHARACTERS = 24

translate = QCoreApplication.translate


@dataclass(frozen=True)
class DrawnNode:
    """A node, the text from the prompt to it, what is said of it, and what can be done there.

    Without a request nothing can be written from there on; `place` is the token in a written text.
    """

    node: TreeNode
    text: str
    said: str
    request: GenerationRequest | None = None
    place: TokenPlace | None = None


@dataclass(frozen=True)
class DrawnTree:
    """All that is shown of a tree; `said` tells its size, and what is not in it."""

    nodes: tuple[DrawnNode, ...]
    prompt: str
    said: str
    is_aligned: bool = True

    @property
    def tree(self) -> tuple[TreeNode, ...]:
        return tuple(one.node for one in self.nodes)

    def lines(self) -> list[str]:
        """The same as an indented text."""
        labels = (
            beside(filter(None, (one.node.figure, f"{one.node.label} {one.node.mark}".strip())))
            for one in self.nodes
        )
        return outlined(self.tree, list(labels))


def place_in(
    written: Sequence[GeneratedText], request: TreeRequest, path: Sequence[int]
) -> TokenPlace | None:
    """The last token of a path in a text that the same model has written behind the same prompt."""
    if not path:
        return None
    for text in written:
        asked = text.request
        before = asked.prompt.written
        is_same = asked.digest == request.model.digest and asked.prompt == (
            request.prompt.model_copy(update={"written": before})
        )
        ids = (*before, *(token.id for token in text.tokens))
        wanted = (*request.prompt.written, *path)
        if is_same and ids[: len(wanted)] == wanted and len(wanted) > len(before):
            return TokenPlace(text, len(wanted) - len(before) - 1)
    return None


def prompt_node(request: TreeRequest) -> DrawnNode:
    """The prompt, from which a text can be written."""
    node = root_node(request.prompt.text)
    return DrawnNode(node.node, "", node.said, request.write_on((), ""))


def root_node(prompt: str) -> DrawnNode:
    """The prompt's end, behind which everything stands."""
    line = in_a_row(prompt)
    label = line if len(line) <= _PROMPT_CHARACTERS else f"…{line[-_PROMPT_CHARACTERS:]}"
    said = translate("Trees", "the prompt")
    node = TreeNode(label or said, ROOT, tooltip=said, key="prompt", is_strong=True)
    return DrawnNode(node, "", said)


def in_a_row(text: str) -> str:
    """A stretch on one line, with the spaces at its ends as marks."""
    inner = text.strip(" ")
    begin = len(text) - len(text.lstrip(" ")) if inner else len(text)
    end = len(text) - begin - len(inner)
    return shown(" " * begin) * bool(begin) + _breaks(inner) + shown(" " * end) * bool(end)


def _breaks(text: str) -> str:
    return text.replace("\n", "⏎").replace("\t", "⇥").replace("\r", "␍")
