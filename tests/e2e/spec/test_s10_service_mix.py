"""S10: ChatGPT leads: 17 of 17, Claude 5, Midjourney 5, Gamma 4; and the same question of use through the gate."""

from gwanmun.adapters.usage_store import open_usage
from gwanmun.control.stories import spending_2024
from gwanmun.control.usage import TILES
from gwanmun.entrypoints.simulation import fill


def test_the_reported_mix_is_reproduced() -> None:
    mix = dict(spending_2024().service_mix)
    assert (mix["chatgpt"], mix["claude"], mix["midjourney"], mix["gamma"], mix["deepseek"]) == (
        "17",
        "5",
        "5",
        "4",
        "0",
    )


def test_the_mix_at_the_gate_counts_agencies_and_shares() -> None:
    store = open_usage(None, simulated=True)
    made = fill(store, 30, 60, 3)
    table = TILES["service_mix"](store, "2025-01", "2025-12", str)
    assert table.columns == ("service", "agencies", "requests", "permille")
    assert sum(row[2] for row in table.rows) == made.requests
    assert table.rows[0][0] == "openai-api"
