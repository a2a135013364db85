"""S38: safeguards must follow progress. A model that nobody reviewed is on no list, and nothing is sent to it."""

import pytest

from e2e.site import CHAT, MESSAGES, Site


@pytest.mark.parametrize("path", [CHAT, MESSAGES])
@pytest.mark.parametrize("model", ["gpt-9-turbo", "some-startup/brand-new-model:free", "gwanmun-sandbox-next"])
def test_an_unknown_name_is_not_on_the_list_and_nothing_is_sent(running: Site, model: str, path: str) -> None:
    listed = [row["id"] for row in running.get("/v1/models", running.key()).json["data"]]
    with running.watching("outside") as outside, running.watching("in-house") as inside:
        got = running.ask("회의실 예약 안내문을 써 주세요.", model=model, path=path)
    assert model not in listed
    assert got.status == 403
    assert got.told["code"] == "approval_required"
    assert got.told["alternatives"]
    assert (outside, inside) == ([], [])
