"""A model of a file system in pure Python: what a disk may hold after the power fails.

A file's data is safe once the file was synced; until then it may be found empty, cut in half,
zeroed or whole. A folder's names are safe once the folder was synced; of what was done to them
since, any beginning may have reached the disk, for each folder independently. A rename between
two folders is two changes.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from workbench.store.files import disk

Tree = dict[str, "bytes | Tree"]
Change = Callable[[dict[str, int]], object]


@dataclass
class File:
    data: bytes = b""
    safe: bytes = b""
    synced: bool = False

    def variants(self) -> tuple[bytes, ...]:
        if self.synced and self.safe == self.data:
            return (self.data,)
        if self.synced and self.data.startswith(self.safe):  # only appended to since
            tail = self.data[len(self.safe) :]
            torn = (b"", tail[: len(tail) // 2], bytes(len(tail)), tail)
            return tuple(self.safe + end for end in torn)
        return (b"", self.data[: len(self.data) // 2], bytes(len(self.data)), self.data)


@dataclass
class Folder:
    safe: dict[str, int] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)

    def after(self, count: int) -> dict[str, int]:
        entries = dict(self.safe)
        for change in self.pending[:count]:
            change(entries)
        return entries


class Recorder:
    """Watches everything that happens below a folder, by `disk`'s calls and by looking."""

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, *, syncing: bool = True
    ) -> None:
        self._root = root
        self._nodes: dict[int, File | Folder] = {0: Folder()}
        self._ids: dict[Path, int] = {root: 0}
        self._syncing = syncing
        self._sequence = itertools.count(1)
        self.on_change: Callable[[], None] = lambda: None
        for name in ("sync", "sync_folder", "rename", "remove_file", "remove_folder"):
            monkeypatch.setattr(disk, name, self._around(name, getattr(disk, name)))
        for name in ("create", "open_to_append", "write", "make_folder"):
            monkeypatch.setattr(disk, name, self._looking_after(getattr(disk, name)))

    def _around(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        model = getattr(self, f"_{name}")

        def call(*arguments: Any) -> Any:
            self._look()
            model(*arguments)
            result = real(*arguments)
            self.on_change()
            return result

        return call

    def _looking_after(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            result = real(*arguments)
            self._look()
            self.on_change()
            return result

        return call

    def _look(self) -> None:
        """Take in what was made or written since, by whomever."""
        for path in sorted(self._root.rglob("*")):
            if path not in self._ids:
                self._make(path)
            node = self._nodes[self._ids[path]]
            if isinstance(node, File):
                node.data = path.read_bytes()

    def _make(self, path: Path) -> None:
        node = next(self._sequence)
        self._nodes[node] = Folder() if path.is_dir() else File()
        self._ids[path] = node
        self._change(path.parent, lambda entries: entries.update({path.name: node}))

    def _change(self, folder: Path, change: Change) -> None:
        node = self._nodes[self._ids[folder]]
        assert isinstance(node, Folder)
        node.pending.append(change)

    def _sync(self, descriptor: int) -> None:
        if not self._syncing:
            return
        wanted = os.fstat(descriptor).st_ino
        path = next(p for p in self._ids if p.is_file() and p.stat().st_ino == wanted)
        node = self._nodes[self._ids[path]]
        assert isinstance(node, File)
        node.safe, node.synced = node.data, True

    def _sync_folder(self, path: Path) -> None:
        node = self._nodes.get(self._ids.get(path, -1))
        if self._syncing and isinstance(node, Folder):
            node.safe, node.pending = node.after(len(node.pending)), []

    def _rename(self, source: Path, target: Path) -> None:
        node = self._ids[source]
        if source.parent == target.parent:

            def change(entries: dict[str, int]) -> None:
                if entries.pop(source.name, None) is not None:
                    entries[target.name] = node

            self._change(source.parent, change)
        else:
            self._change(target.parent, lambda entries: entries.update({target.name: node}))
            self._change(source.parent, lambda entries: entries.pop(source.name, None))
        self._forget(target)
        for path in [p for p in self._ids if p == source or source in p.parents]:
            self._ids[target / path.relative_to(source)] = self._ids.pop(path)

    def _remove_file(self, path: Path) -> None:
        self._change(path.parent, lambda entries: entries.pop(path.name, None))
        self._forget(path)

    _remove_folder = _remove_file

    def _forget(self, path: Path) -> None:
        for known in [p for p in self._ids if p == path or path in p.parents]:
            del self._ids[known]

    def states(self, most_counts: int = 1000) -> Iterator[Tree]:
        """Everything that the disk may hold if the power fails now.

        With `most_counts`, only so many beginnings of what was done to each folder (the longest).
        """
        folders = self._reachable()
        counts = [
            range(max(0, len(folder.pending) + 1 - most_counts), len(folder.pending) + 1)
            for folder in folders.values()
        ]
        for variant in range(4):
            for chosen in itertools.product(*counts):
                entries = {
                    number: folder.after(count)
                    for (number, folder), count in zip(folders.items(), chosen, strict=True)
                }
                yield self._tree(0, entries, variant)

    def _reachable(self) -> dict[int, Folder]:
        """The folders that some state still holds."""
        reachable: dict[int, Folder] = {}
        waiting = [0]
        while waiting:
            number = waiting.pop()
            node = self._nodes[number]
            if isinstance(node, Folder) and number not in reachable:
                reachable[number] = node
                for count in range(len(node.pending) + 1):
                    waiting.extend(node.after(count).values())
        return reachable

    def _tree(self, folder: int, entries: dict[int, dict[str, int]], variant: int) -> Tree:
        tree: Tree = {}
        for name, number in entries[folder].items():
            node = self._nodes[number]
            if isinstance(node, File):
                variants = node.variants()
                tree[name] = variants[min(variant, len(variants) - 1)]
            else:
                tree[name] = self._tree(number, entries, variant)
        return tree


def write_tree(root: Path, tree: Tree) -> None:
    """Put a state on the real disk."""
    root.mkdir()
    for name, value in tree.items():
        if isinstance(value, bytes):
            (root / name).write_bytes(value)
        else:
            write_tree(root / name, value)


def frozen(tree: Tree) -> object:
    """Something hashable that tells equal states from different ones."""
    return frozenset(
        (name, value if isinstance(value, bytes) else frozen(value)) for name, value in tree.items()
    )
