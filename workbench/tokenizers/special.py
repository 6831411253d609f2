"""The special tokens: the same seven ids in every tokenizer, never read from text."""

PAD, UNK, CLS, SEP, MASK, BOS, EOS = range(7)

SPECIAL_PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<s>", "</s>")

NUM_SPECIAL = len(SPECIAL_PIECES)
