"""One sentence of what the processes of a run have said before they failed."""

import re

from workbench.words import Words, words

_SENTENCE = "error: "
"""How our command line begins what it fails with."""
_OF_TORCHRUN = re.compile(r"[EIW]\d{4} |Traceback |={8}|-{8}")
_SUMMARY = "ChildFailedError"
"""From the line with it on, torchrun tells which process failed, and how."""
_EXIT_CODE = re.compile(r"exitcode\s*: (-?\d+)")
_PORT = re.compile(r"port[:= ]+(\d+)")
_ENDED_BY_OTHERS = (-15, -6)
"""The signals with which torchrun, or a lost connection, ends the processes that are left."""


def last_words(said: str) -> Words:
    """Our own sentence, if one was said; what is behind a traceback; or that nothing was said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for line in lines:
        if line.startswith(_SENTENCE):
            return words("{reason}", reason=line.removeprefix(_SENTENCE))
    if port := _port_in_use(lines):
        return port
    theirs = next((n for n, line in enumerate(lines) if _SUMMARY in line), len(lines))
    if signal := _signal(lines[theirs:]):
        return words(
            "one of its processes was ended by signal {number}; the system ends what takes more "
            "memory than there is by signal 9",
            number=signal,
        )
    own = [line for line in lines[:theirs] if not _OF_TORCHRUN.match(line)]
    if not own:
        return words("its process ended, and said nothing")
    return words("its process ended; the last that it said: {line}", line=_telling(own))


def _telling(lines: list[str]) -> str:
    """The line of an exception, which is the last of its traceback; else the last line."""
    raised = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return raised[-1] if raised else lines[-1]


def _signal(summary: list[str]) -> int:
    """The number of the signal that ended a process first; 0 without one."""
    codes = [int(code) for line in summary for code in _EXIT_CODE.findall(line)]
    first = [code for code in reversed(codes) if code < 0 and code not in _ENDED_BY_OTHERS]
    return -first[0] if first else 0


def _port_in_use(lines: list[str]) -> Words | None:
    told = [line for line in lines if "EADDRINUSE" in line or "ddress already in use" in line]
    if not told:
        return None
    found = [port for line in told for port in _PORT.findall(line)]
    return words(
        "the port {port} of this machine, where its processes were to meet, is in use by another "
        "program; start the run again",
        port=found[0] if found else "?",
    )
