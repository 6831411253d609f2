"""Which of transformers' classes reads a folder's tokenizer: it decides more than its files.

A class that builds its tokenizer anew takes the vocabulary and the merges of `tokenizer.json`,
and its own way to cut, with the settings of `tokenizer_config.json`; the others read the file
alone. After `AutoTokenizer.from_pretrained` of transformers 5.
"""

from enum import StrEnum
from typing import Any

from workbench.tokenizers.hub import hub_file
from workbench.tokenizers.hub.foreign_files import ForeignFolder


class Reader(StrEnum):
    """A class by the tokenizers it builds; FILE reads `tokenizer.json` alone."""

    FILE = "TokenizersBackend"
    BERT = "BertTokenizer"
    GPT2 = "GPT2Tokenizer"
    GPT_NEOX = "GPTNeoXTokenizer"
    ROBERTA = "RobertaTokenizer"
    QWEN2 = "Qwen2Tokenizer"
    LLAMA = "LlamaTokenizer"
    GEMMA = "GemmaTokenizer"
    T5 = "T5Tokenizer"
    XLM_ROBERTA = "XLMRobertaTokenizer"


_NAMES = {
    **dict.fromkeys(
        ("Bert", "DistilBert", "Electra", "MobileBert", "LayoutLM", "Lxmert", "SqueezeBert"),
        Reader.BERT,
    ),
    "GPT2": Reader.GPT2,
    "GPTNeoX": Reader.GPT_NEOX,
    **dict.fromkeys(("Roberta", "Bart", "Longformer", "LED"), Reader.ROBERTA),
    "Qwen2": Reader.QWEN2,
    "Llama": Reader.LLAMA,
    "Gemma": Reader.GEMMA,
    "T5": Reader.T5,
    "XLMRoberta": Reader.XLM_ROBERTA,
}

_REGISTERED = {
    **dict.fromkeys(("bert", "distilbert", "electra", "mobilebert", "layoutlm"), Reader.BERT),
    **dict.fromkeys(("gpt2", "gpt_neo", "phi", "opt", "starcoder2", "codegen"), Reader.GPT2),
    **dict.fromkeys(("gpt_neox", "olmo"), Reader.GPT_NEOX),
    **dict.fromkeys(("roberta", "bart"), Reader.ROBERTA),
    "xlm-roberta": Reader.XLM_ROBERTA,
    **dict.fromkeys(("qwen2", "qwen3", "qwen2_moe"), Reader.QWEN2),
    **dict.fromkeys(("gemma", "gemma2", "gemma3", "gemma3_text"), Reader.GEMMA),
    "t5": Reader.T5,
    **dict.fromkeys(
        ("mistral", "mixtral", "phi3", "modernbert", "stablelm", "granite", "olmo2"), Reader.FILE
    ),
}
"""By the `model_type` of config.json."""

_DISTRUSTED = frozenset({"qwen2", "phi3", "modernbert"})
"""Model types whose folders name wrong classes often, so that the registered one counts."""


_OTHERS = frozenset(
    {
        "Albert", "Barthez", "BigBird", "Blenderbot", "CLIP", "Camembert", "CodeGen", "CodeLlama",
        "Cohere", "Deberta", "DebertaV2", "FNet", "Funnel", "Herbert", "LayoutLMv2", "LayoutLMv3",
        "LayoutXLM", "Luke", "MBart", "MBart50", "MLuke", "MPNet", "MarkupLM", "Mvp", "Nllb",
        "OpenAIGPT", "Pegasus", "Qwen3_5", "Reformer", "RemBert", "RoFormer", "SeamlessM4T",
        "Siglip2", "Splinter", "Udop", "Whisper", "XGLM", "XLNet",
    }
)  # fmt: skip
"""Classes of transformers that build their tokenizer anew, each in a way that is not known here."""


def unread_class(files: ForeignFolder) -> str:
    """The class that reads the folder in transformers, and whose way is not known here; else ""."""
    declared, model_type = files.class_name(), files.model_type()
    registered = _REGISTERED.get(model_type)
    is_trusted = registered is not Reader.FILE and model_type not in _DISTRUSTED
    is_other = declared.removesuffix("Tokenizer") in _OTHERS
    return declared if is_trusted and is_other else ""


def reader_of(files: ForeignFolder) -> Reader:
    """The class that reads the folder."""
    declared, model_type = files.class_name(), files.model_type()
    registered = _REGISTERED.get(model_type)
    if not declared:
        return registered or Reader.FILE
    named = _NAMES.get(declared.removesuffix("Tokenizer"), Reader.FILE)
    if named is Reader.LLAMA and model_type not in _DISTRUSTED and _is_byte_level(files):
        return Reader.FILE
    if registered is Reader.FILE:
        return Reader.FILE
    if registered is not None and model_type in _DISTRUSTED:
        return registered
    return named


def _is_byte_level(files: ForeignFolder) -> bool:
    plain: dict[str, Any] = files.plain("tokenizer.json") or {}
    return any(
        hub_file.has(plain.get(part), "ByteLevel")
        for part in ("normalizer", "pre_tokenizer", "decoder")
    )


_ROBERTA = {
    "bos": "<s>",
    "eos": "</s>",
    "sep": "</s>",
    "cls": "<s>",
    "unk": "<unk>",
    "pad": "<pad>",
    "mask": "<mask>",
}

SPELLINGS: dict[Reader, dict[str, str]] = {
    Reader.FILE: {},
    Reader.BERT: {
        "unk": "[UNK]",
        "sep": "[SEP]",
        "pad": "[PAD]",
        "cls": "[CLS]",
        "mask": "[MASK]",
    },
    Reader.GPT2: dict.fromkeys(("unk", "bos", "eos"), "<|endoftext|>"),
    Reader.GPT_NEOX: {
        **dict.fromkeys(("unk", "bos", "eos"), "<|endoftext|>"),
        "pad": "<|padding|>",
    },
    Reader.QWEN2: dict.fromkeys(("unk", "eos", "pad"), "<|endoftext|>"),
    Reader.LLAMA: {"unk": "<unk>", "bos": "<s>", "eos": "</s>"},
    Reader.GEMMA: {
        "unk": "<unk>",
        "bos": "<bos>",
        "eos": "<eos>",
        "pad": "<pad>",
        "mask": "<mask>",
    },
    Reader.T5: {"unk": "<unk>", "eos": "</s>", "pad": "<pad>"},
    Reader.ROBERTA: _ROBERTA,
    Reader.XLM_ROBERTA: _ROBERTA,
}
"""How a class spells its special tokens where the folder does not say."""
