"""Reading the tokenizer files of a folder that comes from anywhere."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench.errors import BadInput, reason_of
from workbench.file_formats.downloaded import leads_into_blobs, require_no_pointer
from workbench.file_formats.json_text import parse_json
from workbench.file_formats.plain_file import TooLarge, read_plain_file
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
        config = self.plain("tokenizer_config.json") or {}
        # As transformers: with its own list of tokens the configuration needs no other file.
        self.special_map = {} if "added_tokens_decoder" in config else special
        self.own_config: dict[str, Any] = config
        self.config: dict[str, Any] = config | self.special_map
        self._model_config = self._config_of_the_model()

    def bytes(self, name: str) -> bytes | None:
        """What a file holds; None where there is none."""
        path = self.path / name
        if not path.is_symlink() and not path.exists():
            return None
        real = path.resolve()
        is_own = real.is_relative_to(self.path.resolve()) and real.is_file()
        if not is_own and not leads_into_blobs(path):
            raise BadInput(
                "{path} is a link out of its folder, or no file; put the file itself there",
                path=path,
            )
        try:
            data = read_plain_file(real, MOST_BYTES)
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
        require_no_pointer(path, data)
        return data

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

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).exists()

    def roles(self, usual: Mapping[str, str] | None = None) -> dict[str, tuple[str, ...]]:
        """How special tokens may be spelled, by what they are for; the first that is there counts.

        `usual` are the spellings of the class that reads the folder, which its files may change.
        Where neither says anything of any of them, those of most models.
        """
        said = {
            role: _spelling(self.config[name]) if name in self.config else (usual or {}).get(role)
            for role in ROLES
            if (name := f"{role}_token")
        }
        is_silent = not any(f"{role}_token" in self.config for role in ROLES)
        if is_silent and not any(said.values()):
            return dict(_USUAL)
        return {role: (piece,) for role, piece in said.items() if piece}

    def contradicted_roles(self) -> list[str]:
        """The special tokens that the two configurations spell differently."""
        names = (f"{role}_token" for role in ROLES)
        return [
            name
            for name in names
            if name in self.own_config
            and name in self.special_map
            and _spelling(self.own_config[name]) != _spelling(self.special_map[name])
        ]

    def further_special(self) -> list[str]:
        """Special tokens without a purpose of their own that the configuration names."""
        key = "extra_special_tokens" if self.config.get("extra_special_tokens") else None
        listed = self.config.get(key or "additional_special_tokens")
        spelled = map(_spelling, listed) if isinstance(listed, list) else ()
        return [piece for piece in spelled if piece]

    def flag(self, name: str, default: bool | None) -> bool | None:
        """A yes or no of the configuration."""
        value = self.config.get(name)
        return value if isinstance(value, bool) else default

    def tells_segments(self, *, usual: bool) -> bool:
        """Whether the tokenizer says which of two texts a token belongs to; `usual` if unsaid."""
        given = self.own_config.get("model_input_names")
        return "token_type_ids" in given if isinstance(given, list) else usual

    def class_name(self) -> str:
        """The class that the tokenizer was saved from, without Fast; empty if not said."""
        name = self.config.get("tokenizer_class") or self._model_config.get("tokenizer_class")
        return str(name or "").removesuffix("Fast")

    def model_type(self) -> str:
        """What `config.json` says of the model; empty if nothing."""
        return str(self._model_config.get("model_type") or "")

    def rows(self) -> int:
        """How many token ids the folder's model has room for; 0 where it does not say."""
        rows = self._model_config.get("vocab_size")
        return rows if type(rows) is int and rows > 0 else 0

    def _config_of_the_model(self) -> dict[str, Any]:
        """`config.json`, for which others are responsible: what cannot be read says nothing."""
        try:
            return self.plain("config.json") or {}
        except BadInput:
            return {}

    def chat_template(self) -> str:
        """How a conversation becomes a text (Jinja); empty if the folder does not say."""
        own_file = self.text("chat_template.jinja")
        if own_file is not None:
            return own_file
        template = self.own_config.get("chat_template")
        if isinstance(template, list):
            named = {one.get("name"): one for one in template if isinstance(one, dict)}
            template = named.get("default", {}).get("template")
        return template if isinstance(template, str) else ""

    def added(self) -> dict[str, tuple[int, dict[str, Any]]]:
        """Tokens beside the vocabulary: their id, and how text is searched for them."""
        decoder = _items(self.own_config.get("added_tokens_decoder"))
        if decoder:
            return {
                _spelling(token): (int(token_id), token)
                for token_id, token in decoder
                if _spelling(token) and token_id.isdecimal() and isinstance(token, dict)
            }
        return {piece: (token_id, {}) for piece, token_id in self._listed()}

    def _listed(self) -> Iterator[tuple[str, int]]:
        for piece, token_id in _items(self.plain("added_tokens.json")):
            if isinstance(token_id, int):
                yield piece, token_id


def _items(plain: Any) -> list[tuple[str, Any]]:
    return list(plain.items()) if isinstance(plain, dict) else []


def _spelling(token: Any) -> str:
    """A special token as a configuration spells it: as text, or as an object with `content`."""
    text = token.get("content") if isinstance(token, dict) else token
    return text if isinstance(text, str) else ""
