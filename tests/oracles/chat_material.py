"""Chat templates in the styles of several families, written for these tests, and tokenizers."""

from functools import cache

import hub_material as hub
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' }}"
    "{{ m['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
HEADERS = (  # Llama 3's: the first turn has bos in front, contents are trimmed, a date is told
    "{{ bos_token }}"
    "{%- if messages[0]['role'] == 'system' %}{% set rules = messages[0]['content'] %}"
    "{% set rest = messages[1:] %}{% else %}{% set rules = 'Help.' %}{% set rest = messages %}"
    "{% endif %}<|head|>system<|/head|>\n\nToday: {{ strftime_now('%d %b %Y') }}\n{{ rules }}"
    "{{ eos_token }}{% for m in rest %}<|head|>{{ m.role }}<|/head|>\n\n"
    "{{ m.content | trim }}{{ eos_token }}{% endfor %}"
    "{% if add_generation_prompt %}<|head|>assistant<|/head|>\n\n{% endif %}"
)
TURNS = (  # Gemma's: no system, roles alternate, the assistant is called model
    "{{ bos_token }}{% if messages[0].role == 'system' %}"
    "{{ raise_exception('no system role') }}{% endif %}"
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}"
    "{{ '<turn>' + ('model' if m.role == 'assistant' else m.role) }}\n"
    "{{ m.content | trim }}</turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<turn>model\n{% endif %}"
)
BRACKETS = (  # Mistral's: no generation prompt, a space before the answer, eos behind it
    "{{ bos_token }}{% for m in messages if m.role != 'system' %}{% if m.role == 'user' %}"
    "{{ '[INST] ' + m.content + ' [/INST]' }}{% else %}{{ ' ' + m.content + eos_token }}{% endif %}"
    "{% endfor %}"
)
THINKING = (  # Qwen 3's: thoughts are told of the last answer alone, and are empty where none are
    "{% for m in messages %}{% set said = m.content.split('</think>')[-1].lstrip('\n') %}"
    "<|im_start|>{{ m.role }}\n"
    "{% if m.role == 'assistant' and loop.last %}<think>\n\n</think>\n\n{% endif %}"
    "{{ said }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
MARKED = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}"
    "{% generation %}{{ m.content }}<|im_end|>{% endgeneration %}\n{% else %}"
    "{{ m.content }}<|im_end|>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
TEMPLATES = {
    "chatml": CHATML,
    "headers": HEADERS,
    "turns": TURNS,
    "brackets": BRACKETS,
    "thinking": THINKING,
    "marked": MARKED,
}
SPECIAL = (
    "<s>",
    "</s>",
    "<|im_start|>",
    "<|im_end|>",
    "<|head|>",
    "<|/head|>",
    "<turn>",
    "</turn>",
)


def tokenizer(template: str, sort: str = "byte_bpe") -> PreTrainedTokenizerFast:
    """A tokenizer of transformers with a chat template and the special tokens of all of them."""
    return PreTrainedTokenizerFast(
        tokenizer_object=_trained(sort),
        bos_token="<s>",
        eos_token="</s>",
        chat_template=template,
    )


@cache
def _trained(sort: str) -> Tokenizer:
    made: Tokenizer = getattr(hub, sort)()
    made.add_special_tokens(list(SPECIAL))
    return made
