"""A foreign tokenizer at its first use: `python -m workbench.tokenizers.hub.trial`.

A file made to harm can bring its reader down; here that is a process of its own. Standard input
brings one line of JSON (`file`: the name it will be stored by, `roles`: how special tokens may be
spelled), then the file's bytes. Standard output gets one line of JSON that says what it is. Any
failure is a traceback and an exit code that is not 0.
"""

import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from workbench.tokenizers.decoder import Decoder
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.hub import hub_file
from workbench.tokenizers.special import SpecialIds
from workbench.tokenizers.tokenizer import HUB_FILE, Tokenizer

_TEXT = "The old fox, née Reynard, ran.\n\n 床前明月光 😀\t<s>"

_PROBES = (
    _TEXT,
    "Née ÉCOLE Straße",
    "In 1984, 12345.678 (x+1)!?",
    "  two  spaces ",
    "don't we'll\r\n x",
)
"""Texts on which ways to cut differ, if they do."""


def main() -> int:
    """Try what standard input brings; gives the exit code."""
    with contextlib.suppress(OSError):
        # Should memory run out on Linux, this process goes first, not the engine.
        Path("/proc/self/oom_score_adj").write_text("1000")
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    is_hub = request["file"] == HUB_FILE
    settings = _hub(data, request) if is_hub else _sentencepiece(data, request["adds"])
    sys.stdout.write(json.dumps(settings) + "\n")
    return 0


def _hub(data: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    from workbench.tokenizers.hub.folders.framing_of_file import framing_of_file
    from workbench.tokenizers.hub.hub_tokenizer import HubTokenizer

    plain = json.loads(data)
    special = _special(data, request["roles"])
    framing = replace(
        framing_of_file(plain, tells_segments=request["tells_segments"]), ends=special.document_end
    )
    tokenizer = HubTokenizer(data, special, framing=framing)
    cut = request["cut_by_file"]
    differs = cut is not None and _differs(plain, cut, special, tokenizer)
    return _tried(tokenizer, hub_file.family(plain), hub_file.drops_case(plain), differs=differs)


def _differs(
    plain: hub_file.Plain, cut: hub_file.Plain, special: SpecialIds, tokenizer: Tokenizer
) -> bool:
    """Whether the folder's own file would have cut some text otherwise than its reader."""
    from workbench.tokenizers.hub.hub_tokenizer import HubTokenizer

    model = {key: plain["model"][key] for key in ("vocab", "merges") if key in plain["model"]}
    own = {**plain, **cut, "model": cut["model"] | model}
    other = HubTokenizer(json.dumps(own).encode(), special)
    return any(other.encode(text) != tokenizer.encode(text) for text in _PROBES)


def _special(data: bytes, roles: Mapping[str, Sequence[str]]) -> SpecialIds:
    """The first spelling of each role that is there.

    Where unknown text would become the token that begins or ends a document (GPT-2), there is
    no unknown text, and that token does not stand for it.
    """
    import tokenizers

    library = tokenizers.Tokenizer.from_buffer(data)
    ids = {role: [library.token_to_id(piece) for piece in roles[role]] for role in roles}
    special = {role: next((i for i in some if i is not None), None) for role, some in ids.items()}
    if special.get("unk") in (special.get("bos"), special.get("eos")):
        special["unk"] = None
    return SpecialIds(**special)


def _sentencepiece(data: bytes, adds: Mapping[str, bool] | None) -> dict[str, Any]:
    from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer

    plain = SentencePieceTokenizer(data)
    tokenizer = plain
    if adds is not None:
        bos, eos = (
            () if i is None or not adds[role] else (i,)
            for role, i in (("bos", plain.special.bos), ("eos", plain.special.eos))
        )
        ends = plain.special.document_end
        tokenizer = SentencePieceTokenizer(data, framing=Framing(bos, eos, eos + bos, ends))
    # bpe numbers its pieces where unigram has probabilities.
    scores = [entry.score for entry in tokenizer.vocabulary() if entry.score is not None]
    ranked = all(score.is_integer() for score in scores)
    return _tried(tokenizer, "bpe" if ranked else "unigram", drops_case=False)


def _tried(
    tokenizer: Tokenizer, family: str, drops_case: bool, *, differs: bool = False
) -> dict[str, Any]:
    """Use it in every way that the project will."""
    ids = tokenizer.encode(_TEXT)
    decoder = Decoder(tokenizer)
    "".join(map(decoder.feed, ids))
    decoder.flush()
    tokenizer.decode(ids)
    tokenizer.pieces(_TEXT)
    tokenizer.encode_parts([_TEXT, _TEXT], 1, at_beginning=True)
    tokenizer.vocabulary()
    framing = tokenizer.frame.recorded
    return {
        "special": asdict(tokenizer.special),
        "vocabulary_size": tokenizer.vocabulary_size,
        "family": family,
        "drops_case": drops_case,
        "digest": tokenizer.digest,
        "framing": None if framing is None else framing.plain(),
        "differs": differs,
    }


if __name__ == "__main__":
    sys.exit(main())
