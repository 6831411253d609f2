"""Hugging Face's GPT-2 in the sizes of a benchmark, without dropout, and how it writes."""

from collections.abc import Callable, Sequence
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


def hf_writing(model: Any, prompt: Sequence[int], tokens: int, device: str) -> Callable[[], int]:
    """Greedy writing of so many tokens behind a prompt; gives how many were written."""
    import torch

    ids = torch.tensor([prompt], device=device)

    def write() -> int:
        with torch.inference_mode():
            text = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                min_new_tokens=tokens,
                max_new_tokens=tokens,
                pad_token_id=0,
            )
        return int(text.shape[1]) - len(prompt)

    return write
