"""How exactly a model's weights are kept while it is asked to write; torch is not needed."""

from typing import Literal, get_args

QueryPrecision = Literal["fp32", "bf16", "int8"]
"""As the weights are, rounded to bfloat16, or to 8 bits with a scale for each row."""

QUERY_PRECISIONS: tuple[QueryPrecision, ...] = get_args(QueryPrecision)
