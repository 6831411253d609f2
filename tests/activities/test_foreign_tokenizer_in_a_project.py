import pytest
from hub_material import MAKERS
from tiny_project import CORPUS, distill_spec, pretrain_spec, tales

from workbench.activities.spec import EvaluateSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.data.causal.shards import Shards
from workbench.events import ReportReady, RunEnded
from workbench.generation.spec import Sample
from workbench.project import Project
from workbench.spec import validate
from workbench.tokenizers.hub.foreign import convert_folder, store_foreign

pytestmark = pytest.mark.slow

NAMES = ("bert", "gpt2", "llama", "unigram")


@pytest.fixture(scope="module", params=NAMES)
def project(request, tmp_path_factory):
    """A corpus and an imported tokenizer, by whose name it is called."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "tales.txt").write_text(tales())
    foreign = convert_folder(MAKERS[request.param](folder / "downloaded"))
    (folder / "lab").mkdir()
    store_foreign(foreign, request.param, folder / "lab" / "tokenizers" / f"0001-{request.param}")
    with Project.open(folder / "lab") as opened:
        spec = {"name": CORPUS, "files": (str(folder / "tales.txt"),)}
        opened.run(validate(AddCorpusSpec, spec))
        loop = {"steps": 4, "evaluate_every": 4}
        opened.run(pretrain_spec(name="big", tokenizer=request.param, loop=loop))
        yield opened


def test_that_a_model_is_trained_writes_and_is_looked_at(project):
    name = project.tokenizers[0].name
    tokenizer = project.tokenizer(name)
    strategy = Sample(temperature=1.0)
    written = list(project.model("big").stream("Ada had", strategy, seed=1, max_new_tokens=12))
    ids = tokenizer.encode("Ada had")
    whole = tokenizer.decode([*ids, *(token.id for token in written)])
    given_out = tokenizer.decode(ids) + "".join(token.text for token in written)
    assert given_out == whole.rstrip("\ufffd")
    begin = [tokenizer.piece(i) for i in tokenizer.prompt_begin]
    labels = [*begin, *(piece.piece for piece in tokenizer.pieces("Ada had"))]
    assert list(project.model("big").attention("Ada had").tokens) == labels
    assert [token.text for token in project.model("big").score("Ada had")] == labels[1:]


def test_that_documents_in_the_shards_are_framed_by_its_own_ids(project):
    folder = project.tokenizers[0].folder.parents[1]
    (shards,) = (path for path in (folder / "shards").iterdir() if path.is_dir())
    tokens = Shards.open(shards).tokens("train").tolist()
    tokenizer = project.tokenizer(project.tokenizers[0].name)
    first = tales().split("\n\n")[0]
    framed = [*tokenizer.document_begin, *tokenizer.encode(first), *tokenizer.document_end]
    assert tokens[: len(framed)] == framed


def test_that_a_student_is_distilled_and_compared(project):
    loop = {"evaluate_every": 4}
    ended = list(project.start(distill_spec(stages=[{"steps": 4}], loop=loop)))[-1]
    assert isinstance(ended, RunEnded)
    assert ended.outcome == "finished"
    candidates = [{"role": "teacher", "model": "big"}, {"role": "student", "model": "small"}]
    spec = {"name": "compared", "corpus": CORPUS, "candidates": candidates, "tokens": 200}
    events = list(project.start(validate(EvaluateSpec, spec)))
    (report,) = (event for event in events if isinstance(event, ReportReady))
    assert {row.role for row in report.rows} >= {"teacher", "student"}
