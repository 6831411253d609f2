"""Every kind of file in a project, damaged in every way, under every verb that opens it.

`python tests/faults/corruption.py [--seed S] [--sample N] [--role R] [--verb V] [--damage D]
[--file F]` prints a table by role and verb, and each try that ended badly with the command that
repeats it. `--json FILE` keeps every try.

What came of a try: `harmless` (the same output as without damage), `named` (the file or its folder
is named in the error, or in a warning), `vague` (an error that names neither), `silent` (another
output without a word), `traceback` (also one inside a sentence, or death by a signal), `hang`.
"""

import argparse
import json
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import this_checkout
import whole_project
from called import VERBS, Place
from damages import damage, damages
from forked import Said, fresh_copy, import_what_they_import, said_by, scratch_folder
from opened import watched
from roles import role_of
from said import compared, differences, notes

BAD = ("silent", "traceback", "hang", "vague")
_HANG_AFTER_S = 10.0
_MOST_EXAMPLES = 400


@dataclass(frozen=True)
class Try:
    """One damage of one file under one verb."""

    role: str
    file: str
    damage: str
    verb: str

    @property
    def command(self) -> str:
        """What repeats it."""
        return (
            f"python tests/faults/corruption.py --verb '{self.verb}' --file '{self.file}' "
            f"--damage '{self.damage}'"
        )


@dataclass(frozen=True)
class Found:
    """What came of a try, and what was said or differed."""

    tried: Try
    verdict: str
    words: str
    seconds: float


class Lab:
    """The whole project, copied for each try to the same place, so that outputs compare."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._template = scratch / "template"
        self.place = Place(scratch / "place")
        self._intact: dict[str, Said] = {}
        self.reads: dict[str, set[Path]] = {}

    def prepare(self, verbs: Sequence[str]) -> None:
        """Build it, and learn what each verb says and which files it opens without damage."""
        whole_project.build(self._template / "lab")
        whole_project.write_specs(self._template / "specs")
        (self._template / "lab.txt").unlink()
        import_what_they_import((self._in_a_fresh_copy(verb) for verb in verbs), self._scratch)
        for verb in verbs:
            first = self._learn(verb)
            again = self._said(verb)
            unlike = differences(compared(first), compared(again))
            assert first.code == again.code == 0, f"{verb}: {first.err}{again.err}"
            assert not unlike, f"{verb} does not say the same twice: {unlike}"

    def _in_a_fresh_copy(self, verb: str) -> Callable[[], None]:
        def do() -> None:
            fresh_copy(self._template, self.place.folder)
            VERBS[verb](self.place)

        return do

    def _learn(self, verb: str) -> Said:
        fresh_copy(self._template, self.place.folder)
        with watched(self.place.lab) as opened:
            said = self._call(verb, 60.0)
        there = {path for path in opened if (self._template / "lab" / path).is_file()}
        self._intact[verb], self.reads[verb] = said, there
        return said

    def _said(self, verb: str) -> Said:
        fresh_copy(self._template, self.place.folder)
        return self._call(verb, 60.0)

    def _call(self, verb: str, limit_s: float) -> Said:
        return said_by(lambda: VERBS[verb](self.place), self._scratch / "io", limit_s)

    def attempt(self, tried: Try) -> Found:
        """Damage a file of a fresh copy, call the verb, and judge."""
        fresh_copy(self._template, self.place.folder)
        damage(self.place.lab / tried.file, tried.damage)
        intact = self._intact[tried.verb]
        said = self._call(tried.verb, _HANG_AFTER_S + 5 * intact.seconds)
        verdict, words = judged(tried, intact, said)
        return Found(tried, verdict, words, said.seconds)


def judged(tried: Try, intact: Said, said: Said) -> tuple[str, str]:
    """The verdict, and the words or the difference that it rests on."""
    last = said.err.strip().splitlines()[-1:] or [""]
    if said.failure:
        verdict = "hang" if said.hung else "traceback"
        return verdict, f"{said.failure}: {_telling_line(said)}"
    new_notes = [note for note in notes(said) if note not in notes(intact)]
    is_named = _names(tried.file, [*new_notes, last[0] if said.code else ""])
    is_named |= any(words in last[0] for words in _TRUE_OF.get((tried.role, tried.damage), ()))
    if said.code:
        return ("named" if is_named else "vague"), last[0]
    unlike = differences(compared(intact), compared(said))
    if not unlike:
        return "harmless", " | ".join(new_notes)
    return ("named" if is_named else "silent"), " | ".join([*new_notes, unlike])


def _telling_line(said: Said) -> str:
    lines = [line for line in (said.err + said.out).splitlines() if line.strip()]
    told = [line for line in lines if "an unexpected error: " in line]
    return (told or lines or [""])[-1][:300]


def _names(file: str, sentences: Iterable[str]) -> bool:
    """Whether a sentence names the file, or the folder of the thing that it belongs to."""
    path = Path(file)
    known = {path.name, *(part for part in path.parent.parts if part not in _COMMON)}
    return any(name in sentence for sentence in sentences for name in known)


_TRUE_OF = {
    ("workbench.json", "missing"): ("is not a project",),
    ("workbench.json", "dangling"): ("is not a project",),
}
"""What is said of a damage that cannot be told from something that is no damage."""

_COMMON = ("runs", "corpora", "tokenizers", "caches", "shards", "bin", "plans", "checkpoints")


def all_tries(reads: dict[str, set[Path]], lab: Path, seed: int) -> Iterator[Try]:
    """Each damage of one file of each role that each verb opens."""
    chance = random.Random(seed)
    for verb, files in reads.items():
        by_role: dict[str, list[Path]] = {}
        for file in sorted(files):
            by_role.setdefault(role_of(lab, file), []).append(file)
        for role, several in sorted(by_role.items()):
            file = chance.choice(several)
            for name in damages(chance.randrange(1 << 30)):
                yield Try(role, file.as_posix(), name, verb)


def chosen(tries: Sequence[Try], arguments: argparse.Namespace) -> list[Try]:
    """The tries that were asked for; a sample is drawn evenly over pairs of role and verb."""
    wanted = [
        one
        for one in tries
        if arguments.role in ("", one.role) and arguments.damage in ("", one.damage)
    ]
    if arguments.sample and arguments.sample < len(wanted):
        return random.Random(arguments.seed).sample(wanted, arguments.sample)
    return wanted


def table(found: Sequence[Found]) -> str:
    """How often each verdict was reached, by role and verb."""
    order = ("harmless", "named", *BAD)
    rows: dict[tuple[str, str], Counter[str]] = {}
    for one in found:
        rows.setdefault((one.tried.role, one.tried.verb), Counter())[one.verdict] += 1
    lines = [f"{'role':<32} {'verb':<20} " + " ".join(f"{name:>9}" for name in order)]
    for (role, verb), counts in sorted(rows.items()):
        figures = " ".join(f"{counts[name] or '':>9}" for name in order)
        lines.append(f"{role:<32} {verb:<20} {figures}")
    total = Counter(one.verdict for one in found)
    lines.append(f"{'all':<53} " + " ".join(f"{total[name]:>9}" for name in order))
    return "\n".join(lines)


def listed(found: Sequence[Found]) -> str:
    """Each try that ended badly, with the command that repeats it."""
    bad = [one for kind in BAD for one in found if one.verdict == kind]
    return "\n".join(
        f"{one.verdict}: {one.tried.role} × {one.tried.verb} × {one.tried.damage}\n"
        f"    {one.words[:300]}\n    {one.tried.command}"
        for one in bad[:_MOST_EXAMPLES]
    )


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=0, help="so many tries, drawn evenly")
    parser.add_argument("--role", default="")
    parser.add_argument("--verb", action="append", default=[], choices=list(VERBS))
    parser.add_argument("--damage", default="")
    parser.add_argument("--file", default="", help="within the project")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    parser.add_argument("--json", type=Path, help="keep every try in this file")
    return parser.parse_args()


def main() -> None:
    import torch

    torch.set_num_threads(1)
    arguments = parsed()
    scratch = scratch_folder("corruption")
    began = time.monotonic()
    try:
        lab = Lab(scratch)
        lab.prepare(arguments.verb or list(VERBS))
        if arguments.file:
            role = role_of(lab.place.lab, Path(arguments.file))
            names = [arguments.damage] if arguments.damage else damages(arguments.seed)
            tries = [Try(role, arguments.file, n, v) for v in lab.reads for n in names]
        else:
            every = list(all_tries(lab.reads, lab.place.lab, arguments.seed))
            tries = chosen(every, arguments)
        found = []
        for one in tries:
            if time.monotonic() - began > arguments.seconds:
                break
            found.append(lab.attempt(one))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in found], indent=1))
    sys.stdout.write(f"{listed(found)}\n\n{table(found)}\n")
    sys.stdout.write(f"{len(found)} of {len(tries)} tries in {this_checkout.ROOT}\n")


if __name__ == "__main__":
    main()
