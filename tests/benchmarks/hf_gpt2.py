"""Hugging Face's GPT-2 in the sizes of a benchmark, without dropout."""

from typing import Any


def hf_gpt2(vocabulary: int, width: int, layers: int, heads: int, context: int) -> Any:
    """A model with random weights; transformers is imported only where a rival needs it."""
    from transformers import GPT2Config, GPT2LMHeadModel

    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=vocabulary,
            n_positions=context,
            n_embd=width,
            n_layer=layers,
            n_head=heads,
            resid_pdrop=0.0,
            embd_pdrop=0.0,
            attn_pdrop=0.0,
            bos_token_id=5,
            eos_token_id=6,
        )
    )
