"""How many tokens a text is said to have before it was encoded, beside how many it has."""

from pathlib import Path

import pytest
from tiny_project import tales

from workbench.activities.estimate.token_count import training_tokens
from workbench.corpora.spec import AddCorpusSpec
from workbench.project import Project
from workbench.tokenizers.spec import TrainTokenizerSpec


@pytest.mark.parametrize("blank_lines", [True, False])
def test_that_tokens_are_guessed_by_the_share_of_the_text_and_not_of_its_documents(
    tmp_path: Path, blank_lines: bool
) -> None:
    """Of a text that is one document some small blocks are held out, beside large ones to learn."""
    (tmp_path / "text.txt").write_text(tales() if blank_lines else tales().replace("\n\n", "\n"))
    corpus = AddCorpusSpec(name="tales", files=(str(tmp_path / "text.txt"),))
    tokenizer = TrainTokenizerSpec(name="bpe", corpus="tales", vocabulary_size=300, threads=1)
    with Project.open(tmp_path / "lab") as project:
        for spec in (corpus, tokenizer):
            project.run(spec)
        guessed = training_tokens(project.corpora[0], project.tokenizers[0], tmp_path / "none")
        text = "".join(project.corpus("tales").documents("train"))
        counted = len(project.tokenizer("bpe").encode(text))
    assert guessed == pytest.approx(counted, rel=0.05)
