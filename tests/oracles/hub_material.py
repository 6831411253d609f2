"""Small checkpoint folders with tokenizers of each sort, made by the Hub's own libraries."""

import functools
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sentencepiece
from text_material import english, poems
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import PreTrainedTokenizerFast

DOCUMENTS = english(300) + poems(150) + ["née Café don't 😀 wait... 42%"] * 20
BERT_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LLAMA_SPECIAL = ["<unk>", "<s>", "</s>"]
END = "<|endoftext|>"


def trained(tokenizer: Tokenizer, trainer: Any) -> Tokenizer:
    tokenizer.train_from_iterator(DOCUMENTS, trainer)
    return tokenizer


def trained_once(make: Callable[..., Tokenizer]) -> Callable[..., Tokenizer]:
    """The same maker, which learns once; each time it gives a tokenizer that may be changed."""
    learnt = functools.cache(lambda **settings: make(**settings).to_str())
    return lambda **settings: Tokenizer.from_str(learnt(**settings))


def saved(folder: Path, tokenizer: Tokenizer, **roles: str) -> Path:
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **roles).save_pretrained(folder)
    return folder


@trained_once
def word_piece(*, lowercase: bool = True) -> Tokenizer:
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    return trained(made, trainers.WordPieceTrainer(vocab_size=300, special_tokens=BERT_SPECIAL))


@trained_once
def byte_bpe() -> Tokenizer:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.post_processor = processors.ByteLevel(trim_offsets=True)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    return trained(made, trainer)


@trained_once
def llama_bpe() -> Tokenizer:
    """BPE on text with ▁ for spaces, with bytes for what is not in the vocabulary."""
    pieces = [f"<0x{byte:02X}>" for byte in range(256)]
    made = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    made.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    # As SentencePiece learns: no piece crosses a space or a line end.
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split("▁", "merged_with_next"),
            pre_tokenizers.Split("\n", "isolated"),
        ]
    )
    made.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    made = trained(
        made,
        trainers.BpeTrainer(
            vocab_size=600,
            special_tokens=[*LLAMA_SPECIAL, *pieces],
            limit_alphabet=60,
            max_token_length=8,
        ),
    )
    plain = json.loads(made.to_str())
    plain["pre_tokenizer"] = None
    plain["added_tokens"] = [t for t in plain["added_tokens"] if t["content"] in LLAMA_SPECIAL]
    return Tokenizer.from_str(json.dumps(plain))


@trained_once
def unigram() -> Tokenizer:
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=300, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>"
    )
    return trained(made, trainer)


def qwen_like() -> Tokenizer:
    """Byte-level BPE with special tokens and a plain added one beside the vocabulary."""
    made = byte_bpe()
    made.normalizer = normalizers.NFC()
    made.add_special_tokens(["<|im_start|>"])
    made.add_tokens(["<tool>"])
    made.add_special_tokens(["<|im_end|>"])
    return made


def vocab_txt(folder: Path, **config: Any) -> Path:
    folder.mkdir()
    by_id = sorted(word_piece().get_vocab().items(), key=lambda item: item[1])
    text = "".join(f"{piece}\n" for piece, _ in by_id)
    (folder / "vocab.txt").write_text(text, encoding="utf-8")
    if config:
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
    return folder


def vocab_and_merges(folder: Path) -> Path:
    folder.mkdir()
    byte_bpe().model.save(str(folder))
    return folder


def llama_model(folder: Path) -> Path:
    folder.mkdir()
    (folder / "tokenizer.model").write_bytes(_llama_model())
    return folder


@functools.cache
def _llama_model() -> bytes:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter("\n".join(DOCUMENTS).split("\n")),
        model_writer=model,
        model_type="bpe",
        vocab_size=500,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        character_coverage=0.99,
        minloglevel=2,
    )
    return model.getvalue()


MAKERS = {
    "bert": lambda folder: saved(
        folder,
        word_piece(),
        **{f"{role}_token": f"[{role.upper()}]" for role in ("pad", "unk", "cls", "sep", "mask")},
    ),
    "cased": lambda folder: saved(
        folder, word_piece(lowercase=False), unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ),
    "gpt2": lambda folder: saved(folder, byte_bpe(), unk_token=END, bos_token=END, eos_token=END),
    "qwen": lambda folder: saved(folder, qwen_like(), eos_token="<|im_end|>", pad_token=END),
    "llama": lambda folder: saved(
        folder, llama_bpe(), unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    ),
    "unigram": lambda folder: saved(
        folder, unigram(), pad_token="<pad>", unk_token="<unk>", eos_token="</s>"
    ),
}
