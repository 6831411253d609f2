"""How llama.cpp draws: run as `python llama_cpp_sampling.py FILE` with requests as JSON lines, in a
process of its own, since it prints much and starts threads.

Each line of the input has the ids of a `prompt` and the settings of a sampler as the server takes
them. The last line is JSON: for each request every token's log-probability, and the tokens that may
be drawn after the whole chain with their probabilities.
"""

import json
import sys
from typing import Any

import xllamacpp

MOST_TOKENS = 1000
"""More than the models have."""


def main() -> None:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = sys.argv[1]
    parameters.n_ctx, parameters.n_parallel = 96, 1
    parameters.warmup, parameters.enable_chat_template = False, False
    parameters.cpuparams.n_threads = 1
    parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    server = xllamacpp.Server(parameters)
    answers = [drawn(server, json.loads(line)) for line in sys.stdin if line.strip()]
    sys.stdout.write(f"\n{json.dumps(answers)}\n")


def asked(server: Any, request: dict[str, Any]) -> dict[str, Any] | None:
    """What is told of one new token; None of an end token and of half a character."""
    more = {"n_predict": 1, "n_probs": MOST_TOKENS, "cache_prompt": False}
    for seed in range(8):
        answer = server.handle_completions({**request, **more, "seed": seed})
        assert "choices" in answer, (request, answer)
        if told := answer["choices"][0]["logprobs"]:
            return dict(told["content"][0])
    return None


def drawn(server: Any, request: dict[str, Any]) -> dict[str, Any] | None:
    """The model's own log-probabilities, and what is drawn after the whole chain."""
    own = asked(server, {"prompt": request["prompt"], "temperature": 1.0, "top_k": 0})
    after = asked(server, {**request, "post_sampling_probs": True})
    if own is None or after is None:
        return None
    return {
        "own": [(one["id"], one["logprob"]) for one in own["top_logprobs"]],
        "drawn": [(one["id"], one["prob"]) for one in after["top_probs"] if one["prob"] > 0],
    }


if __name__ == "__main__":
    main()
