"""S56, at the real gate: the same model is told apart by who serves it, under whatever name it is asked for."""

import pytest

from e2e.site import CHAT, Site

#: model as the caller writes it → status, code, which sandbox is asked
ASKED = {
    "deepseek-chat": (403, "denied", ""),
    "deepseek-reasoner": (403, "denied", ""),
    "smart-assistant": (403, "denied", ""),  # a name that says nothing: its entry does
    "DeepSeek-R1-0528": (403, "denied", ""),  # on no list: recognised by its name
    "deepseek/deepseek-r1": (403, "approval_required", ""),  # on another company's cloud
    "deepseek-r1-in-house": (200, "", "in-house"),  # its weights, run by ourselves
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ASKED)
def test_one_model_three_places_three_decisions(running: Site, model: str, stream: bool) -> None:
    status, code, asked = ASKED[model]
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        got = running.ask("회의록을 요약해 주세요.", model=model, path=CHAT, stream=stream)
    assert (got.status, got.headers.get("gwanmun-code", "")) == (status, code)
    assert (outside, len(inside)) == ([], 1 if asked else 0)
    if code:
        assert got.told["rule"]
        assert got.told["source"]
        assert "deepseek-chat" not in got.told["alternatives"]
