"""Chats by a foreign template: `python -m workbench.tokenizers.chat.child`.

A template made to harm can run for ever or fill the memory; here that is a process of its own.
Standard input brings a `Request` as JSON. Standard output gets a list: for each chat its `text`,
and `spans` (where the assistant speaks; null where that cannot be told) or `end` (the special token
that ends an answer); or `refused`, what the template says instead. What is wrong with the template
itself is a last line on standard error and an exit code that is not 0.
"""

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

from workbench.tokenizers.chat.environment import Chat, Renderer, TooLong
from workbench.tokenizers.chat.locating import ANSWERS, REFUSALS, Locator

_MOST_MEMORY_BYTES = 1 << 30
_LONGEST_REASON = 300
_PROBE = ({"role": "user", "content": "a"}, {"role": ANSWERS, "content": "b"})


def main() -> int:
    """Render what standard input brings; gives the exit code."""
    _limit()
    request = json.load(sys.stdin.buffer)
    try:
        renderer = Renderer(
            request["template"], request["names"], request["now"], request["most_characters"]
        )
        locator = Locator(renderer, request["controls"])
        if request["to_be_answered"]:
            answers = [_asked(renderer, locator, chat) for chat in request["chats"]]
        else:
            answers = [_learnt(locator, chat) for chat in request["chats"]]
    except TooLong:
        return _fail("it writes without end")
    except MemoryError:
        return _fail("it needs too much memory")
    except RecursionError:
        return _fail("it is nested too deeply")
    except REFUSALS as error:
        return _fail(str(error) or type(error).__name__)
    sys.stdout.write(json.dumps(answers))
    return 0


def _limit() -> None:
    """Bound what the process can take; where that is not possible, its time is bounded alone."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY_BYTES, _MOST_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _learnt(locator: Locator, chat: Chat) -> dict[str, Any]:
    try:
        text, spans = locator.answers(chat)
    except REFUSALS as error:
        return _refused(error)
    return {"text": text, "spans": spans}


def _asked(renderer: Renderer, locator: Locator, chat: Chat) -> dict[str, Any]:
    try:
        text = renderer.text(chat, to_be_answered=True)
    except REFUSALS as error:
        return _refused(error)
    end = ""
    with contextlib.suppress(*REFUSALS):
        whole, spans = locator.answers(_PROBE)
        end = locator.control_at_end(whole[slice(*spans[-1])]) if spans else ""
    return {"text": text, "end": end}


def _refused(error: Exception) -> dict[str, Any]:
    return {"refused": " ".join((str(error) or type(error).__name__).split())[:_LONGEST_REASON]}


def _fail(reason: str) -> int:
    sys.stderr.write(" ".join(reason.split())[:_LONGEST_REASON] + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
