"""OpenAI's own Python client against the gateway: GATEWAY_URL, MODEL, IMAGE (a data URI). Prints what it got as JSON."""
import json
import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["GATEWAY_URL"] + "/v1", api_key="caller", max_retries=0)
messages = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": os.environ["IMAGE"]}}, {"type": "text", "text": "OCR:"}]}]
call = {"model": os.environ["MODEL"], "messages": messages, "max_completion_tokens": 8, "temperature": 0}
whole = client.chat.completions.create(**call)
pieces, finish = [], None
for chunk in client.chat.completions.create(**call, stream=True):
    for choice in chunk.choices:
        pieces.append(choice.delta.content or "")
        finish = choice.finish_reason or finish
print(json.dumps({"whole": whole.choices[0].message.content, "tokens": whole.usage.completion_tokens, "streamed": "".join(pieces), "finish": finish,
                  "models": [model.id for model in client.models.list()]}))
