"""What a file of a project is for, by its place: files of one role are damaged alike."""

import re
from pathlib import Path


def role_of(lab: Path, file: Path) -> str:
    """Such as `checkpoint model.safetensors`; `file` is relative to the project `lab`."""
    name = re.sub(r"-\d+(?=\.npy)", "", file.name)
    match file.parts:
        case ("runs", _, "checkpoints", *_):
            return f"checkpoint {name}"
        case ("runs", _, "examples", *_):
            return f"examples {name}"
        case ("bin", *_):
            return f"bin {name}"
        case ("shards", _):
            return "n-gram"
        case ("shards", folder, _) if (lab / "shards" / folder / "train.sentences.bin").exists():
            return f"sentences {name}"
        case ("plans", _):
            return f"plan of a {file.name.partition('-')[0]}"
        case ("sweeps", _):
            return "sweep"
        case (folder, _, *_):
            return f"{_ONE_OF.get(folder, folder)} {name}"
        case _:
            return file.name


_ONE_OF = {
    "runs": "run",
    "corpora": "corpus",
    "tokenizers": "tokenizer",
    "caches": "cache",
    "shards": "shards",
}
