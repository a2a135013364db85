"""S47: an inventory of devices by class, owner and zone; what was found on them, removed, or not reached."""

from e2e.desk_line import DeskLine

HEAD = "자산번호,기관,부서,사용자,구분,소유,망,민감도\n"
ROWS = "".join(f"pc-{n},kr-mofa,,,internal_pc,government,업무망,{'high' if n < 2 else 'standard'}\n" for n in range(6))
OWN = "own-1,kr-mofa,,,personal,personal,인터넷망,standard\n"


def test_checked_found_removed_and_not_reached_add_up_the_most_sensitive_first(desk_line: DeskLine) -> None:
    desk_line.done("devices", "import", "devices", desk_line.file("devices.csv", HEAD + ROWS + OWN))
    desk_line.done("devices", "check", "pc-0", "--found", "deepseek-app", "--on", "2025-02-07")
    desk_line.done("devices", "check", "pc-2", "--found", "deepseek-app", "--on", "2025-02-07")
    desk_line.done("devices", "check", "pc-3", "--on", "2025-02-10")
    desk_line.done("devices", "removed", "pc-2", "deepseek-app", "--on", "2025-02-08")
    high, standard = desk_line.done(
        "devices", "report", "--since", "2025-02-06", "--app", "deepseek", "--agency", "kr-mofa"
    )
    assert (high["tier"], high["devices"], high["checked"], high["found"], high["remaining"]) == ("high", 2, 1, 1, 1)
    assert high["remaining_ids"] == ["pc-0"]
    assert (standard["devices"], standard["checked"], standard["found"], standard["removed"]) == (4, 2, 1, 1)
    assert standard["not_reached_ids"] == ["pc-4", "pc-5"]
    assert standard["devices"] == standard["checked"] + standard["not_reached"]


def test_a_device_of_ones_own_is_out_of_scope_and_not_clean(desk_line: DeskLine) -> None:
    desk_line.done("devices", "import", "devices", desk_line.file("devices.csv", HEAD + OWN))
    found = desk_line.done("devices", "report", "--since", "2025-02-06", "--agency", "kr-mofa")
    assert all("own-1" not in row["not_reached_ids"] for row in found)


def test_a_bad_row_keeps_every_row_out_and_is_named(desk_line: DeskLine) -> None:
    wrong = (
        "good-1,kr-mofa,,,internal_pc,government,업무망,standard\nbad-1,kr-mofa,,,personal,government,업무망,standard\n"
    )
    code, told = desk_line.run("devices", "import", "devices", desk_line.file("wrong.csv", HEAD + wrong))
    assert code == 1
    assert [error["row"] for error in told["errors"]] == [3]
    assert "good-1" not in str(desk_line.done("devices", "list"))
