"""The way of the official harness: Transformers in fp32, one answer after the other. Speaks like serve.mjs."""

import json
import sys
import time

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer
from transformers.generation.streamers import BaseStreamer


class Watch(BaseStreamer):
    """`put` is called with the prompt first, then with each token."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def put(self, value: torch.Tensor) -> None:
        self.times.append(time.perf_counter())

    def end(self) -> None:
        pass


def say(message: dict) -> None:
    print(f"\n{json.dumps(message)}", flush=True)


def main() -> None:
    settings = json.loads(sys.argv[1])
    torch.set_num_threads(settings["options"]["threads"])
    tokenizer = AutoTokenizer.from_pretrained(settings["model"], local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(
        settings["model"], dtype=torch.float32, local_files_only=True
    ).eval()
    version = f"{transformers.__version__}, torch {torch.__version__}"
    say({"bench": "ready", "info": {"engine": "transformers (Python)", "version": version}})
    for line in sys.stdin:
        answers = []
        for request in json.loads(line)["requests"]:
            started = time.perf_counter()
            inputs = tokenizer(request["prompt"], return_tensors="pt")
            watch = Watch()
            with torch.no_grad():
                output = model.generate(
                    **inputs,
                    max_new_tokens=settings["maxNewTokens"],
                    do_sample=False,
                    pad_token_id=tokenizer.eos_token_id,
                    streamer=watch,
                )
            tokens_in = inputs["input_ids"].shape[1]
            ids = output[0][tokens_in:]
            first, last = watch.times[1], watch.times[-1]
            answers.append(
                {
                    "text": tokenizer.decode(ids, skip_special_tokens=True),
                    "tokensIn": tokens_in,
                    "tokensOut": len(ids),
                    "queueMs": None,
                    "firstTokenMs": 1000 * (first - started),
                    "decodeMs": 1000 * (last - first),
                }
            )
        say({"bench": "answers", "answers": answers})


main()
