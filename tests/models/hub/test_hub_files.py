"""Files of a folder from anywhere: plain ones, at once, and JSON that can be kept."""

import os
import sys
from pathlib import Path

import pytest

from workbench.errors import BadInput
from workbench.models.hub.files import own_file, read_json
from workbench.tokenizers.hub.foreign_files import ForeignFolder

HALVES = ('{"a": "\\ud800"}', '{"\\uDFFF": 1}', '["x", ["\\uDBFF"]]', '{"a": "\\\\\\ud800"}')
WHOLE = ('{"a": "\\ud83d\\ude00"}', '{"a": "\\\\ud800"}', '{"a": "\\u00e9"}')


@pytest.mark.parametrize("text", HALVES)
def test_that_half_a_character_is_refused(tmp_path: Path, text: str):
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(BadInput, match=r"config.json is not valid JSON: it escapes half a char"):
        read_json(tmp_path, "config.json", 1000)
    (tmp_path / "tokenizer_config.json").write_text(text)
    with pytest.raises(BadInput, match=r"tokenizer_config.json is not valid JSON"):
        ForeignFolder(tmp_path)


@pytest.mark.parametrize("text", WHOLE)
def test_that_whole_characters_are_read(tmp_path: Path, text: str):
    (tmp_path / "config.json").write_text(text)
    assert read_json(tmp_path, "config.json", 1000)


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes in folders")
@pytest.mark.parametrize("name", ["config.json", "model.safetensors.index.json", "modules.json"])
def test_that_a_pipe_is_not_waited_for(tmp_path: Path, name: str):
    os.mkfifo(tmp_path / name)
    with pytest.raises(BadInput, match="is not a plain file"):
        read_json(tmp_path, name, 1000)


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes in folders")
@pytest.mark.parametrize("name", ["tokenizer_config.json", "special_tokens_map.json"])
def test_that_a_pipe_among_the_files_of_a_tokenizer_is_not_waited_for(tmp_path: Path, name: str):
    os.mkfifo(tmp_path / name)
    with pytest.raises(BadInput, match="or no file; put the file itself there"):
        ForeignFolder(tmp_path)


@pytest.mark.parametrize("folder", ["x" * 5000, "a\0b", "\ud800"])
def test_that_a_text_that_is_no_folder_is_a_sentence(folder: str):
    with pytest.raises(BadInput, match=r"config.json cannot be read: "):
        own_file(Path(folder), "config.json")
