"""Whether a student fits its teacher, and how their layers correspond; torch is not needed."""

from collections.abc import Iterator

from workbench.distillation.features.spec import (
    AttentionTerm,
    HiddenTerm,
    NextSentenceTerm,
    PooledTerm,
    RelationTerm,
    Term,
)
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import StageSpec
from workbench.distillation.students.spec import shape_of
from workbench.errors import BadInput
from workbench.models.layer_map import NONE, preset_map
from workbench.models.spec import AnyModelSpec
from workbench.named import named
from workbench.spec import Problem
from workbench.words import Words, words


def check_compatibility(
    spec: DistillSpec, teacher: AnyModelSpec, warm_start: AnyModelSpec | None = None
) -> None:
    """Raise BadInput when the student cannot learn from the teacher as its settings ask."""
    for problem in incompatibilities(spec, teacher, warm_start):
        raise BadInput(problem.words.template, **problem.words.values)


def incompatibilities(
    spec: DistillSpec, teacher: AnyModelSpec, warm_start: AnyModelSpec | None = None
) -> Iterator[Problem]:
    """Everything about which student and teacher do not fit, each with the setting's path."""
    student = warm_start or shape_of(spec.student)
    yield from _of_kinds(student, teacher)
    if student.is_causal != teacher.is_causal:
        return
    if needs_map(spec):
        try:
            corresponding_layers(spec, student, teacher)
        except BadInput as error:
            path = "student.layers" if spec.student.layers else "student.layer_map"
            yield Problem(path=path, words=error.words)
    if spec.student.init == "from_teacher" and not spec.warm_start:
        for words_ in _of_copying(student, teacher):
            yield Problem(path="student.init", words=words_)
    if not student.is_causal:
        yield from _of_masking(spec, student)
    for number, stage in enumerate(spec.stages):
        yield from _of_stage(stage, f"stages.{number}", student, teacher)


def corresponding_layers(
    spec: DistillSpec, student: AnyModelSpec, teacher: AnyModelSpec
) -> tuple[int, ...]:
    """The teacher's layer (from 0) for each of the student's, or -1; raises BadInput."""
    if not spec.student.layers:
        if student.num_layers > teacher.num_layers:
            raise BadInput(
                "the student has {ours} layers and the teacher {theirs}; name a layer of the "
                "teacher for each of them, or choose at most {theirs}",
                ours=student.num_layers,
                theirs=teacher.num_layers,
            )
        return preset_map(spec.student.layer_map, student.num_layers, teacher.num_layers)
    layers = spec.student.layers
    if len(layers) != student.num_layers:
        raise BadInput(
            "{count} teacher layers are named for a student of {layers} layers; "
            "name one for each, or none to use a layer map",
            count=len(layers),
            layers=student.num_layers,
        )
    outside = [layer for layer in layers if not NONE <= layer < teacher.num_layers]
    if outside:
        raise BadInput(
            "the teacher has layers 0 to {last}; there is no layer {layer}",
            last=teacher.num_layers - 1,
            layer=outside[0],
        )
    return layers


def needs_map(spec: DistillSpec) -> bool:
    """Whether the layer map has any effect."""
    copies = spec.student.init == "from_teacher" and not spec.warm_start
    by_layer = HiddenTerm | AttentionTerm | RelationTerm
    return copies or any(isinstance(t, by_layer) for stage in spec.stages for t in stage.terms)


def _of_kinds(student: AnyModelSpec, teacher: AnyModelSpec) -> Iterator[Problem]:
    if student.is_causal and not teacher.is_causal:
        message = words(
            "the teacher is a BERT, which fills in masks; a {family} student learns from a model "
            "that predicts the next token",
            family=named(student.family),
        )
        yield Problem(path="teacher", words=message)
    elif teacher.is_causal and not student.is_causal:
        message = words(
            "a BERT student learns from a teacher that fills in masks, and the teacher is a "
            "{family}, which predicts the next token; choose a BERT teacher",
            family=named(teacher.family),
        )
        yield Problem(path="teacher", words=message)
    if student.context > teacher.context:
        message = words(
            "the student's context of {ours} tokens is longer than the teacher's {theirs}; "
            "choose at most {theirs}",
            ours=student.context,
            theirs=teacher.context,
        )
        yield Problem(path="student.context", words=message)


# -- copying ----------------------------------------------------------------------------------


def _of_copying(student: AnyModelSpec, teacher: AnyModelSpec) -> Iterator[Words]:
    """Copying needs the same kind of parts, none of them larger than the teacher's."""
    if student.family != teacher.family:
        yield words(
            "a {student} student cannot copy layers of a {teacher} teacher; "
            "start it from random weights",
            student=named(student.family),
            teacher=named(teacher.family),
        )
        return
    for setting, ours, theirs in _sizes(student, teacher):
        if ours > theirs:
            yield words(
                "the student cannot copy the teacher's layers: its {setting} is {ours} and the "
                "teacher's {theirs}; make it no larger, or start from random weights",
                setting=named(setting),
                ours=ours,
                theirs=theirs,
            )
    for setting in _EQUAL:
        same = getattr(student, setting, None), getattr(teacher, setting, None)
        if same[0] != same[1]:
            yield words(
                "the student cannot copy the teacher's layers: its {setting} is {ours} and the "
                "teacher's {theirs}; make them equal, or start from random weights",
                setting=named(setting),
                ours=_value(same[0]),
                theirs=_value(same[1]),
            )


def _value(value: object) -> Words | object:
    """A choice by its name, and a number as it is."""
    return named(value) if isinstance(value, str) else value


def _sizes(student: AnyModelSpec, teacher: AnyModelSpec) -> Iterator[tuple[str, int, int]]:
    settings = ["hidden_size", "num_heads", "head_size", "inner_size"]
    if any(one.kv_heads != one.num_heads for one in (student, teacher)):
        settings.append("kv_heads")
    if any(0 < one.rotary_size < one.head_size for one in (student, teacher)):
        settings += ["rotary_size", "unturned_size"]
    for setting in settings:
        yield setting, getattr(student, setting), getattr(teacher, setting)


_EQUAL = (
    "activation",
    "norm_position",
    "num_segments",
    "position_offset",
    "qkv_bias",
    "qk_norm",
    "parallel_residual",
    "rope_theta",
    "rope_scaling",
    "sliding_window",
    "local_attention",
    "global_every",
    "local_rope_theta",
    "query_width",
)
"""What a copied layer computes otherwise with the same weights."""


# -- objectives and terms ---------------------------------------------------------------------


def _of_masking(spec: DistillSpec, student: AnyModelSpec) -> Iterator[Problem]:
    tasks = spec.masking.objective.split("+")
    if "mlm" in tasks and not student.has_masked_head:
        message = words("a BERT learns to fill in masks with its masked-token head; turn it on")
        yield Problem(path="student.masked_head", words=message)
    soft = any(stage.uses_predictions for stage in spec.stages)
    if "mlm" not in tasks and soft:
        message = words(
            "the soft loss compares what both fill in, and the objective nsp masks nothing; choose "
            "mlm+nsp or mlm, or set α to 0 and imitate by terms"
        )
        yield Problem(path="masking.objective", words=message)
    if "nsp" in tasks and not student.reads_pairs:
        path = "student.pooler" if student.learns_pairs else "masking.objective"
        yield Problem(path=path, words=student.lacks_for_pairs)


def _of_stage(
    stage: StageSpec, path: str, student: AnyModelSpec, teacher: AnyModelSpec
) -> Iterator[Problem]:
    for number, term in enumerate(stage.terms):
        message = _of_term(term, student, teacher)
        if message is not None:
            yield Problem(path=f"{path}.terms.{number}", words=message)
    if stage.frozen_layers > student.num_layers:
        message = words(
            "{frozen} layers cannot be frozen: the student has {layers}",
            frozen=stage.frozen_layers,
            layers=student.num_layers,
        )
        yield Problem(path=f"{path}.frozen_layers", words=message)
    written = stage.on_policy.prompt_tokens + stage.on_policy.new_tokens
    if stage.on_policy.share and not student.is_causal:
        message = words("a BERT does not write, so that it cannot learn from its own texts")
        yield Problem(path=f"{path}.on_policy.share", words=message)
    elif stage.on_policy.share and written > student.context:
        message = words(
            "prompt and continuation are {count} tokens, and the student reads {context} at once; "
            "make them shorter",
            count=written,
            context=student.context,
        )
        yield Problem(path=f"{path}.on_policy.new_tokens", words=message)


def _of_term(term: Term, student: AnyModelSpec, teacher: AnyModelSpec) -> Words | None:
    match term:
        case AttentionTerm(heads="each") if student.num_heads != teacher.num_heads:
            return words(
                "the student has {ours} heads and the teacher {theirs}, so that attention cannot "
                "be compared head by head; compare the average, or give both as many",
                ours=student.num_heads,
                theirs=teacher.num_heads,
            )
        case RelationTerm():
            return _of_relations(term, student, teacher)
        case PooledTerm() | NextSentenceTerm():
            if not (student.has_pooler and teacher.has_pooler):
                return words(
                    "the term '{term}' compares what only BERT models with a pooler have",
                    term=term.kind.replace("_", " "),
                )
    return None


def _of_relations(term: RelationTerm, student: AnyModelSpec, teacher: AnyModelSpec) -> Words | None:
    heads = term.heads or teacher.num_heads
    for whose, width in (("student", student.attention_size), ("teacher", teacher.attention_size)):
        if width % heads:
            return words(
                "{heads} relation heads do not divide the {whose}'s width of {width}; choose a "
                "number that divides both widths",
                heads=heads,
                whose=whose,
                width=width,
            )
    return None
