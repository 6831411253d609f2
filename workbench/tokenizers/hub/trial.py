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
from dataclasses import asdict
from pathlib import Path
from typing import Any

from workbench.tokenizers.decoder import Decoder
from workbench.tokenizers.hub import hub_file
from workbench.tokenizers.special import SpecialIds
from workbench.tokenizers.tokenizer import HUB_FILE, Tokenizer

_TEXT = "The old fox, née Reynard, ran.\n\n 床前明月光 😀\t<s>"


def main() -> int:
    """Try what standard input brings; gives the exit code."""
    with contextlib.suppress(OSError):
        # Should memory run out on Linux, this process goes first, not the engine.
        Path("/proc/self/oom_score_adj").write_text("1000")
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    is_hub = request["file"] == HUB_FILE
    settings = _hub(data, request["roles"]) if is_hub else _sentencepiece(data)
    sys.stdout.write(json.dumps(settings) + "\n")
    return 0


def _hub(data: bytes, roles: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    from workbench.tokenizers.hub.hub_tokenizer import HubTokenizer

    plain = json.loads(data)
    tokenizer = HubTokenizer(data, _special(data, roles))
    return _tried(tokenizer, hub_file.family(plain), hub_file.drops_case(plain))


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


def _sentencepiece(data: bytes) -> dict[str, Any]:
    from workbench.tokenizers.sentencepiece_tokenizer import SentencePieceTokenizer

    tokenizer = SentencePieceTokenizer(data)
    # bpe numbers its pieces where unigram has probabilities.
    ranked = all(entry.score.is_integer() for entry in tokenizer.vocabulary())
    return _tried(tokenizer, "bpe" if ranked else "unigram", drops_case=False)


def _tried(tokenizer: Tokenizer, family: str, drops_case: bool) -> dict[str, Any]:
    """Use it in every way that the project will."""
    ids = tokenizer.encode(_TEXT)
    decoder = Decoder(tokenizer)
    "".join(map(decoder.feed, ids))
    decoder.flush()
    tokenizer.decode(ids)
    tokenizer.pieces(_TEXT)
    tokenizer.encode_parts([_TEXT, _TEXT], 1, at_beginning=True)
    tokenizer.vocabulary()
    return {
        "special": asdict(tokenizer.special),
        "vocabulary_size": tokenizer.vocabulary_size,
        "family": family,
        "drops_case": drops_case,
        "digest": tokenizer.digest,
    }


if __name__ == "__main__":
    sys.exit(main())
