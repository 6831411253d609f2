"""The families of models in one place: a new one stands here with its module and its hub mapping.

Its settings stand in `spec`, its layers in a file of its own, its names in the files of others in
`hub.architectures`.
"""

from typing import Any, assert_never

from workbench.models.architectures.bert import Bert, build_bert
from workbench.models.architectures.gemma import Gemma, build_gemma
from workbench.models.architectures.gpt import GPT, build_gpt
from workbench.models.architectures.llama import Llama, build_llama
from workbench.models.architectures.modernbert import ModernBert, build_modernbert
from workbench.models.architectures.neox import NeoX, build_neox
from workbench.models.hub.architectures.architecture import HubArchitecture
from workbench.models.hub.architectures.bert import BERT, DISTILBERT
from workbench.models.hub.architectures.gemma import GEMMA3
from workbench.models.hub.architectures.gpt2 import GPT2
from workbench.models.hub.architectures.llama import LLAMA, MISTRAL
from workbench.models.hub.architectures.modernbert import MODERNBERT
from workbench.models.hub.architectures.neox import GPT_NEOX
from workbench.models.hub.architectures.phi import PHI3
from workbench.models.hub.architectures.qwen import QWEN2, QWEN3
from workbench.models.hub.architectures.roberta import ROBERTA, XLM_ROBERTA
from workbench.models.spec import (
    AnyModelSpec,
    BertSpec,
    GemmaSpec,
    GPTSpec,
    LlamaSpec,
    ModernBertSpec,
    NeoXSpec,
)

AnyDecoder = GPT | Llama | NeoX | Gemma
AnyEncoder = Bert | ModernBert
AnyModel = AnyDecoder | AnyEncoder

ARCHITECTURES: tuple[HubArchitecture[Any], ...] = (
    BERT,
    DISTILBERT,
    GEMMA3,
    GPT2,
    GPT_NEOX,
    LLAMA,
    MISTRAL,
    MODERNBERT,
    PHI3,
    QWEN2,
    QWEN3,
    ROBERTA,
    XLM_ROBERTA,
)
"""What is read from the files of others, and written."""


def build_module(spec: AnyModelSpec, vocabulary_size: int, num_classes: int) -> AnyModel:
    """The module that settings describe, on the present device, its weights not initialised."""
    match spec:
        case GPTSpec():
            return build_gpt(spec, vocabulary_size, num_classes)
        case BertSpec():
            return build_bert(spec, vocabulary_size, num_classes)
        case LlamaSpec():
            return build_llama(spec, vocabulary_size, num_classes)
        case NeoXSpec():
            return build_neox(spec, vocabulary_size, num_classes)
        case GemmaSpec():
            return build_gemma(spec, vocabulary_size, num_classes)
        case ModernBertSpec():
            return build_modernbert(spec, vocabulary_size, num_classes)
        case _:
            assert_never(spec)
