"""Reading the tokenizer files of a folder that comes from anywhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import BadInput, reason_of
from workbench.json_text import parse_json
from workbench.plain_file import TooLarge, read_plain_file
from workbench.tokenizers.special import ROLES

MOST_BYTES = 50_000_000

_USUAL = {
    "pad": ("[PAD]", "<pad>"),
    "unk": ("[UNK]", "<unk>"),
    "cls": ("[CLS]",),
    "sep": ("[SEP]",),
    "mask": ("[MASK]", "<mask>"),
    "bos": ("<s>", "<bos>", "<|begin_of_text|>", "<|endoftext|>"),
    "eos": ("</s>", "<eos>", "<|end_of_text|>", "<|endoftext|>"),
}


class ForeignFolder:
    """Files of fixed names in a folder; nothing outside it is read, and no code is run.

    `config` is what `tokenizer_config.json` and `special_tokens_map.json` say together. Raises
    BadInput, naming the file, for whatever cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise BadInput(
                "{folder} is no folder; choose the one that was downloaded", folder=folder
            )
        self.path = folder
        special = self.plain("special_tokens_map.json") or {}
        self.config: dict[str, Any] = special | (self.plain("tokenizer_config.json") or {})

    def bytes(self, name: str) -> bytes | None:
        """What a file holds; None where there is none."""
        path = self.path / name
        if not path.is_symlink() and not path.exists():
            return None
        real = path.resolve()
        if not real.is_relative_to(self.path.resolve()) or not real.is_file():
            raise BadInput(
                "{path} is a link out of its folder, or no file; put the file itself there",
                path=path,
            )
        try:
            return read_plain_file(real, MOST_BYTES)
        except OSError as error:
            raise BadInput(
                "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
            ) from None
        except TooLarge:
            raise BadInput(
                "{path} has more than {most} bytes; a tokenizer's file is smaller. "
                "Is it the right file?",
                path=path,
                most=MOST_BYTES,
            ) from None

    def text(self, name: str) -> str | None:
        """What a file holds as text in UTF-8, with plain line ends."""
        data = self.bytes(name)
        if data is None:
            return None
        try:
            return data.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise BadInput(
                "{path} is not UTF-8 text; download it again", path=self.path / name
            ) from None

    def plain(self, name: str) -> dict[str, Any] | None:
        """What a file holds as JSON, which must be an object."""
        data = self.bytes(name)
        if data is None:
            return None
        content = parse_json(data, self.path / name)
        if not isinstance(content, dict):
            raise BadInput(
                "{path} does not hold what its name says; download it again", path=self.path / name
            )
        return content

    def roles(self) -> dict[str, tuple[str, ...]]:
        """How special tokens may be spelled, by what they are for; the first that is there counts.

        Where the folder says nothing of any of them, the usual ones.
        """
        said = {role: _spelling(self.config.get(f"{role}_token")) for role in ROLES}
        if not any(said.values()):
            return dict(_USUAL)
        return {role: (piece,) for role, piece in said.items() if piece}

    def flag(self, name: str, default: bool | None) -> bool | None:
        """A yes or no of the configuration."""
        value = self.config.get(name)
        return value if isinstance(value, bool) else default

    def class_name(self) -> str:
        """The class that the tokenizer was saved from, without Fast; empty if not said."""
        return str(self.config.get("tokenizer_class") or "").removesuffix("Fast")

    def added(self) -> dict[str, tuple[int, bool]]:
        """Tokens beside the vocabulary: their id, and whether they are special."""
        tokens = dict(self._listed())
        for token_id, token in _items(self.config.get("added_tokens_decoder")):
            piece = _spelling(token)
            if piece and token_id.isdecimal():
                tokens[piece] = (int(token_id), bool(token.get("special")))
        return tokens

    def _listed(self) -> Iterator[tuple[str, tuple[int, bool]]]:
        for piece, token_id in _items(self.plain("added_tokens.json")):
            if isinstance(token_id, int):
                yield piece, (token_id, False)


def _items(plain: Any) -> list[tuple[str, Any]]:
    return list(plain.items()) if isinstance(plain, dict) else []


def _spelling(token: Any) -> str:
    """A special token as a configuration spells it: as text, or as an object with `content`."""
    text = token.get("content") if isinstance(token, dict) else token
    return text if isinstance(text, str) else ""
