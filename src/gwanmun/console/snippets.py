"""The same question for programs (코드로 보기): curl, Python, JavaScript, in the model's dialect, with the key left out.

Values go through JSON, so that a model's name or a text can never end a string of the code it stands in.
"""

import json
from collections.abc import Sequence


def snippets(model: str, task: str, instruction: str, text: str, *, messages: bool) -> Sequence[tuple[str, str]]:
    """Name and code. `messages`: the dialect of /v1/messages, else that of /v1/chat/completions."""
    said: list[dict[str, str]] = [{"role": "user", "content": text}]
    body: dict[str, object] = {"model": model, "messages": said}
    if messages:
        body["max_tokens"] = 2048
        if instruction:
            body["system"] = instruction
    elif instruction:
        said.insert(0, {"role": "system", "content": instruction})
    path, headers = ("/v1/messages", {"anthropic-version": "2023-06-01"}) if messages else ("/v1/chat/completions", {})
    return (
        ("curl", _curl(path, headers, body, task)),
        ("Python", _anthropic(body) if messages else _openai(body)),
        ("JavaScript", _javascript(path, headers, body)),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _curl(path: str, headers: dict[str, str], body: object, task: str) -> str:
    more = "".join(f"  -H '{name}: {value}' \\\n" for name, value in headers.items())
    label = f"  -H 'gwanmun-task: {task}' \\\n" if "'" not in task else ""
    data = _json(body).replace("'", "'\\''")
    return (
        f'curl "$GWANMUN_URL{path}" \\\n  -H "Authorization: Bearer $GWANMUN_KEY" \\\n'
        f"  -H 'Content-Type: application/json' \\\n{more}{label}  -d '{data}'"
    )


def _openai(body: dict[str, object]) -> str:
    return (
        "import os\nfrom openai import OpenAI\n\n"
        'client = OpenAI(base_url=os.environ["GWANMUN_URL"] + "/v1", api_key=os.environ["GWANMUN_KEY"])\n'
        f"answer = client.chat.completions.create(\n    model={_json(body['model'])},\n"
        f"    messages={_json(body['messages'])},\n)\nprint(answer.choices[0].message.content)"
    )


def _anthropic(body: dict[str, object]) -> str:
    system = f"    system={_json(body['system'])},\n" if "system" in body else ""
    return (
        "import os\nfrom anthropic import Anthropic\n\n"
        'client = Anthropic(base_url=os.environ["GWANMUN_URL"], auth_token=os.environ["GWANMUN_KEY"])\n'
        f"answer = client.messages.create(\n    model={_json(body['model'])},\n    max_tokens={body['max_tokens']},\n{system}"
        f"    messages={_json(body['messages'])},\n)\nprint(answer.content[0].text)"
    )


def _javascript(path: str, headers: dict[str, str], body: object) -> str:
    more = "".join(f',\n    "{name}": "{value}"' for name, value in headers.items())
    return (
        f'const answer = await fetch(process.env.GWANMUN_URL + "{path}", {{\n  method: "POST",\n  headers: {{\n'
        '    "Authorization": `Bearer ${process.env.GWANMUN_KEY}`,\n    "Content-Type": "application/json"'
        f"{more}\n  }},\n  body: JSON.stringify({_json(body)}),\n}});\nconsole.log(await answer.json());"
    )
