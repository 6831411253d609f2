"""What a person can cause and mend; each error says what, where, and what to do instead."""

import errno
from typing import Any

from workbench.words import Words, words


class WorkbenchError(Exception):
    """The base of every error that is shown to a person as one sentence, without a traceback."""

    def __init__(self, template: str, /, **values: Any) -> None:
        self.words: Words = words(template, **values)
        super().__init__(str(self.words))


_STALE = getattr(errno, "ESTALE", errno.ENODEV)  # Windows has none
_REASONS = {
    errno.EACCES: words("Permission denied"),
    errno.EPERM: words("Permission denied"),
    errno.ENOENT: words("No such file or folder"),
    errno.EISDIR: words("It is a folder"),
    errno.ENOTDIR: words("It is not a folder"),
    errno.ELOOP: words("The links lead in a circle"),
    errno.EROFS: words("The file system is read-only"),
    errno.ENAMETOOLONG: words("The name is too long"),
    errno.ENOSPC: words("No space left on the disk"),
    errno.EIO: words("The disk reports an error"),
    errno.EMFILE: words("Too many files are open"),
    errno.ENFILE: words("Too many files are open"),
    errno.ENODEV: words("The disk is not there any more"),
    errno.ENXIO: words("The disk is not there any more"),
    _STALE: words("The disk is not there any more"),
}
_ADVICE = {
    errno.EACCES: words("give yourself the permission"),
    errno.EPERM: words("give yourself the permission"),
    errno.EROFS: words("make the file system writable"),
    errno.EIO: words("check the disk"),
    errno.ENAMETOOLONG: words("move the project to a folder with a shorter path"),
    errno.EMFILE: words("close other programs, or raise the limit of open files"),
    errno.ENFILE: words("close other programs, or raise the limit of open files"),
    errno.ENODEV: words("connect it again"),
    errno.ENXIO: words("connect it again"),
    _STALE: words("connect it again"),
}

_NO_FILE = (errno.EISDIR, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)


class NoPlainFile(OSError):
    """Where a file is needed there is something else, or a text that is no path at all."""

    def __init__(self, why: Words, path: object) -> None:
        super().__init__(errno.EINVAL, str(why), str(path))
        self.words = why


def reason_of(error: OSError) -> Words:
    """Why the system refused, as a sentence that can be translated; rare reasons as it says it."""
    known = error.words if isinstance(error, NoPlainFile) else _REASONS.get(error.errno or 0)
    return known or words("{reason}", reason=error.strerror or error)


def is_no_file(error: OSError) -> bool:
    """Whether it tells of what stands at a path, and not of the system: trying again is no use."""
    return isinstance(error, NoPlainFile) or error.errno in _NO_FILE


def advice_of(error: OSError) -> Words:
    """What to do about a file that the system refuses, to stand before "and try again"."""
    return _ADVICE.get(error.errno or 0) or words("mend that")


class BadInput(WorkbenchError):
    """Something that was asked for cannot be done as asked: a setting, a name, a file."""


class NotFound(WorkbenchError):
    """A corpus, tokenizer, model, run or file with that name is not there.

    `sort` and `name` say which thing of a project was looked for; of files they are empty.
    """

    sort: str = ""
    name: str = ""


class Corrupt(WorkbenchError):
    """A stored file is not what was written; the message names it."""


class CannotBeRead(WorkbenchError):
    """The system does not let a stored file be read; whether it is damaged nobody knows then."""


class Locked(WorkbenchError):
    """Another process holds what is needed, or it cannot be locked."""


class InUse(Locked):
    """A living process holds what is needed."""


class ReadOnly(WorkbenchError):
    """The project can be looked at, but not changed: no permission, or a newer schema."""


class DiskFull(WorkbenchError):
    """No room is left where a file must be written; nothing that was saved is lost."""


class DiskError(WorkbenchError):
    """The system refuses to read or write a file, but for want of room; what was saved is safe."""


class NotFinite(WorkbenchError):
    """A loss, gradient or weight became NaN or infinite; the message names step and term."""


class OutOfMemory(WorkbenchError):
    """The device has no memory left for what was asked."""
