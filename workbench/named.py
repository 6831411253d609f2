"""What kinds, choices and facts are called: one name for each key, wherever people read it.

The key itself is for spec files, journals and the command line's arguments.
"""

from collections.abc import Mapping

from workbench.words import Words, words

NAMES: Mapping[str, Words] = {
    # what runs do
    "add_corpus": words("Import"),
    "train_tokenizer": words("Tokenizer"),
    "pretrain": words("Pretraining"),
    "finetune": words("Fine-tuning"),
    "distill": words("Distillation"),
    "cache_teacher": words("Teacher cache"),
    "evaluate": words("Comparison"),
    "import_model": words("Model import"),
    "sweep": words("Sweep"),
    # families of models
    "gpt": words("GPT"),
    "bert": words("BERT"),
    "modernbert": words("ModernBERT"),
    "llama": words("Llama"),
    "neox": words("GPT-NeoX"),
    "gemma": words("Gemma"),
    # what a model was fine-tuned to do
    "classify": words("Classification"),
    "instruct": words("Instruction tuning"),
    # algorithms of tokenizers, of our own and of others
    "bpe": words("BPE"),
    "byte_bpe": words("Byte-level BPE"),
    "unigram": words("Unigram"),
    "wordpiece": words("WordPiece"),
    "char": words("Characters"),
    "word": words("Words"),
    "nfkc": words("NFKC"),
    "nfkc_cf": words("NFKC, lower case"),
    "nmt_nfkc": words("NMT NFKC"),
    "nmt_nfkc_cf": words("NMT NFKC, lower case"),
    "identity": words("as it is"),
    # parts of models
    "gelu": words("GELU"),
    "gelu_tanh": words("GELU (tanh)"),
    "relu": words("ReLU"),
    "cls": words("[CLS] token"),
    "mean": words("mean of the tokens"),
    "llama3": words("Llama 3"),
    "yarn": words("YaRN"),
    "hidden_size": words("width"),
    "num_heads": words("number of heads"),
    "head_size": words("width of a head"),
    "inner_size": words("feed-forward width"),
    "kv_heads": words("number of key-value heads"),
    "rotary_size": words("count of rotated numbers"),
    "unturned_size": words("count of numbers that are not rotated"),
    "rope_theta": words("rotary base"),
    "rope_scaling": words("rotary scaling"),
    "qkv_bias": words("bias in attention"),
    "qk_norm": words("norm of queries and keys"),
    "num_segments": words("number of segments"),
    "parallel_residual": words("parallel arrangement"),
    "local_attention": words("window of nearby tokens"),
    "global_every": words("step between layers of the whole text"),
    "norm_position": words("norm position"),
    "position_offset": words("first position"),
    "sliding_window": words("sliding window"),
    # how models are trained, and on what
    "adamw": words("AdamW"),
    "sgd": words("SGD"),
    "warmup_stable_decay": words("warm-up, stable, decay"),
    "mlm": words("masked tokens"),
    "nsp": words("next sentence"),
    "mlm+nsp": words("masked tokens and next sentence"),
    "macro_f1": words("macro-F1"),
    "validation_kl": words("validation KL"),
    "cpu": words("CPU"),
    "cuda": words("CUDA"),
    "mps": words("MPS"),
    "fp32": words("float32"),
    "bf16": words("bfloat16"),
    # how students differ from teachers
    "forward_kl": words("Forward KL"),
    "reverse_kl": words("Reverse KL"),
    "jeffreys": words("Jeffreys"),
    "jsd": words("Jensen–Shannon"),
    "skewed_kl": words("Skewed KL"),
    "skewed_reverse_kl": words("Skewed reverse KL"),
    "total_variation": words("Total variation"),
    "logit_mse": words("Logit MSE"),
    "uld": words("ULD"),
    "mse": words("squared error"),
    "kl": words("KL"),
    "pca": words("principal components"),
    "top_k": words("likeliest tokens"),
    "whole": words("whole distribution"),
    # how text is written, and read
    "greedy": words("Greedy"),
    "sample": words("Sampling"),
    "beam": words("Beam search"),
    "json": words("JSON"),
    "jsonl": words("JSON lines"),
    "csv": words("CSV"),
    "tsv": words("TSV"),
    "text": words("plain text"),
    # what models are in a comparison
    "teacher": words("Teacher"),
    "student": words("Student"),
    "control": words("Control"),
    "ngram": words("N-gram"),
    "most_frequent": words("Always the most frequent"),
    # models and tokenizers to start from
    "gpt2-small": words("GPT-2 small"),
    "gpt2-medium": words("GPT-2 medium"),
    "gpt2-large": words("GPT-2 large"),
    "bert-tiny": words("BERT tiny"),
    "bert-mini": words("BERT mini"),
    "bert-small": words("BERT small"),
    "bert-base": words("BERT base"),
    "modernbert-tiny": words("ModernBERT tiny"),
    "modernbert-base": words("ModernBERT base"),
    "llama-tiny": words("Llama tiny"),
    "llama-mini": words("Llama mini"),
    "llama-small": words("Llama small"),
    "pythia-14m": words("Pythia 14M"),
    "pythia-70m": words("Pythia 70M"),
    "gemma-tiny": words("Gemma tiny"),
}
"""Keys that are no words of their own; any other is called by its words."""

FACTS: Mapping[str, Words] = {
    "documents": words("{value} documents"),
    "validation_documents": words("{value} of them for validation"),
    "characters": words("{value} characters"),
    "bytes": words("{value}"),
    "encoding": words("encoding {value}"),
    "skipped": words("{value} skipped"),
    "replaced": words("{value} characters replaced"),
    "duplicates": words("{value} duplicates"),
    "vocabulary_size": words("{value} pieces"),
    "pieces": words("{value} pieces"),
    "family": words("{value}"),
    "bytes_per_token": words("{value} bytes per token"),
    "unknown_rate": words("{value} unknown"),
    "tokens": words("{value} tokens"),
    "sentences": words("{value} sentences"),
    "kept_mass": words("{value} of the probability kept"),
    "device": words("{value}"),
    "precision": words("{value}"),
    "threads": words("threads: {value}"),
    "torch": words("torch {value}"),
    "python": words("Python {value}"),
    "system": words("{value}"),
}
"""How the facts of an event are told, each with its value as people write it."""


def named(key: object) -> Words:
    """What a kind, a member of an enumeration or any other choice is called."""
    text = str(key)
    return NAMES.get(text) or Words(template=text.replace("_", " "))
