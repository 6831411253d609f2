"""Decoding bytes as a stream, and finding again where bytes did not fit the encoding."""

import codecs
import io
import threading
from collections.abc import Iterator

MARK = "\udcff"
"""Stands for bytes that could not be decoded: a lone surrogate, which no valid text holds."""

_MARKING = "workbench.mark"
_UNIT_BYTES = {"utf-16": 2, "utf-32": 4}


class _Heard(threading.local):
    """What the decoder at work in this thread could not decode: where, back from its input's end.

    The handler of errors is one for all streams of the process, and is not told which one it is.
    """

    def __init__(self) -> None:
        self.before_end: list[int] = []


_heard = _Heard()


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    _heard.before_end.append(len(error.object) - error.start)
    return MARK, error.end


codecs.register_error(_MARKING, _mark)


def decoder(encoding: str) -> io.IncrementalNewlineDecoder:
    """A decoder for a stream of chunks; line ends become "\\n", undecodable bytes `MARK`."""
    name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    return io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(name)(errors=_MARKING), translate=True
    )


def marked(data: bytes, encoding: str, final: bool = True) -> str:
    """The text that `data` is in an encoding; undecodable bytes become `MARK`."""
    return codecs.getincrementaldecoder(encoding)(errors=_MARKING).decode(data, final)


class PlacingDecoder:
    """A decoder of chunks that remembers at which bytes of the stream its marks stand."""

    def __init__(self, encoding: str) -> None:
        self._decode = decoder(encoding).decode
        self._nul = bytes(_UNIT_BYTES.get(codecs.lookup(encoding).name[:6], 1))
        self._begin = self._done = 0
        self.places: list[int] = []
        """Of the newest text: where the bytes begin that each of its marks stands for."""

    def decode(self, data: bytes, final: bool) -> str:
        before_end: list[int] = []
        _heard.before_end = before_end
        text = self._decode(data, final=final)
        self._begin, self._done = self._done, self._done + len(data)
        self.places = [self._done - distance for distance in before_end]
        return text

    def nul_places(self, data: bytes) -> Iterator[int]:
        """At which bytes of the stream NUL characters stand in `data`, the newest of it."""
        unit = len(self._nul)
        at = data.find(self._nul)
        while at >= 0:
            if (self._begin + at) % unit == 0:
                yield self._begin + at
            at = data.find(self._nul, at + 1)
