"""Files that take a while: whoever waits sees how far they were read."""

from console_kit import OFFICIAL, World


def test_whoever_waits_for_a_long_file_sees_how_far_it_was_read():
    world = World()
    browser = world.browser()
    browser.enter()
    browser.get("/workspace")
    assert "progress" not in browser.post("/workspace/reading", {}, hx_request="true").text
    world.workspace.pages[OFFICIAL] = (120, 500)
    told = browser.post("/workspace/reading", {}, hx_request="true").text
    assert "500쪽 가운데 120쪽" in told
    assert '<progress value="120" max="500">' in told
    assert browser.post("/workspace/reading", {}).status == 303  # without script nobody asks
