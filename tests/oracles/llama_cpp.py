"""What llama.cpp makes of a GGUF file: run as `python llama_cpp.py FILE PROMPT IDS`, in a process
of its own, since it prints much and starts threads.

The last line is JSON: the prompt's tokens as counted, how many of IDS it had in its cache after
reading the prompt's text (all but the last, if the ids are equal), and the five likeliest next
tokens with their log-probabilities.
"""

import json
import sys
from typing import Any

import xllamacpp


def main() -> None:
    path, prompt, ids = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.n_ctx, parameters.n_parallel = 64, 1
    parameters.warmup, parameters.enable_chat_template = False, False
    parameters.cpuparams.n_threads = 1
    parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
    server = xllamacpp.Server(parameters)
    read = asked(server, prompt)
    again = asked(server, ids)
    best = read["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
    answer = {
        "count": read["usage"]["prompt_tokens"],
        "cached": again["usage"]["prompt_tokens_details"]["cached_tokens"],
        "best": [(one["id"], one["logprob"]) for one in best],
    }
    sys.stdout.write(f"\n{json.dumps(answer)}\n")


def asked(server: Any, prompt: str | list[int]) -> dict[str, Any]:
    request = {"prompt": prompt, "n_predict": 1, "n_probs": 5, "temperature": 0.0}
    return server.handle_completions({**request, "cache_prompt": True})


if __name__ == "__main__":
    main()
