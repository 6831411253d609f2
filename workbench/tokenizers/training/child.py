"""The tokenizer trainer as a process of its own: `python -m workbench.tokenizers.training.child`.

Its memory is not the engine's, it can be killed at any moment, and no lock of the engine's
interpreter is held while it works. Standard input brings one line of JSON (the trainer's options),
then stretches of text, each behind its length in four bytes (little-endian), and a length of zero
at their end. The model appears in the working folder; no path gets into it, so that equal input
gives equal bytes. Progress is the trainer's own log on standard error; a failure is one line on
standard output, and exit code 1.
"""

import contextlib
import io
import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import sentencepiece

from workbench.tokenizers.training.exchange import MODEL_FILE


def main() -> int:
    """Train as standard input asks; gives the exit code."""
    with contextlib.suppress(OSError):
        # Should memory run out on Linux, this process goes first, not the engine.
        Path("/proc/self/oom_score_adj").write_text("1000")
    request = sys.stdin.buffer.readline()
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_stretches(sys.stdin.buffer),
            model_writer=model,
            **json.loads(request),
        )
    except (RuntimeError, MemoryError) as error:
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        return 1
    Path(MODEL_FILE).write_bytes(model.getvalue())
    return 0


def _stretches(stream: IO[bytes]) -> Iterator[bytes]:
    while size := int.from_bytes(stream.read(4), "little"):
        yield stream.read(size)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    """Standard input stays open as long as the engine lives; nobody waits for an orphan."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
