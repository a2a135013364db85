"""Devices and registers: the rules that hold whatever is asked; the user's way through them is in tests/e2e/spec."""

from datetime import timedelta

import pytest

from clockwork import NOW_US
from gwanmun.control.acts_people import PEOPLE
from gwanmun.domain.approvals import Channel, Delivery, Notice
from gwanmun.domain.devices import DeviceApp
from gwanmun.errors import BadCommand

from .conftest import DAY

DEVICE = {"id": "d-1", "agency": "kr-seoul", "department": None, "holder": "p-2", "device_class": "internet_pc",
          "ownership": "government", "zone": "인터넷망", "tier": "high"}  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"id": "홍길동 PC"}, {"agency": "none"}, {"department": "kr-chungnam/audit"}, {"holder": "nobody"},
     {"ownership": "personal"}, {"device_class": "personal"}, {"device_class": "unknown"}, {"zone": "x" * 65}],
)  # fmt: skip
def test_an_unsound_device_is_refused(desk, wrong):
    with pytest.raises(BadCommand):
        desk.do("put_device", device={**DEVICE, **wrong})


def test_what_is_no_longer_there_counts_as_removed_and_what_comes_back_is_found_anew(desk):
    desk.do("put_device", device=DEVICE)
    for day, found in (("2026-11-01", ["a", "b"]), ("2026-11-05", ["b"]), ("2026-11-09", ["a", "b"])):
        desk.do("check_device_apps", id="d-1", found=found, on=day)
    rows = [(row.app, row.found_on.day, row.removed_on and row.removed_on.day) for row in desk.every(DeviceApp)]
    assert rows == [("a", 1, 5), ("a", 9, None), ("b", 1, None)]


@pytest.mark.parametrize(("act", "args"), [
    ("check_device_apps", {"id": "d-1", "on": "2030-01-01"}), ("check_device_apps", {"id": "none"}),
    ("remove_app", {"device": "d-1", "app": "a"}), ("retire_device", {"id": "none"}),
])  # fmt: skip
def test_days_ahead_and_unknown_devices_are_refused(desk, act, args):
    desk.do("put_device", device=DEVICE)
    with pytest.raises(BadCommand):
        desk.do(act, **args)


class TestInbox:
    def test_everybody_sees_and_marks_their_own_alone(self, desk):
        desk.put(Notice("n-1", "p-1", NOW_US, "lesson", "x"), Notice("n-2", "p-2", NOW_US, "lesson", "y"))
        assert [row["subject"] for row in desk.do("read_inbox", officer="p-1")] == ["x"]
        with pytest.raises(BadCommand):
            desk.do("mark_read", officer="p-1", ids=["n-2"])
        assert desk.do("mark_read", officer="p-1") == {"count": 1}
        assert desk.do("read_inbox", officer="p-1") == ()
        assert len(desk.do("read_inbox", officer="p-1", everything=True)) == 1

    @pytest.mark.parametrize(
        "wrong",
        [{"kind": "smtp", "address": "relay"}, {"kind": "smtp", "address": "relay:0", "sender": "a@b.c", "recipients": "{person}@b.c"},
         {"kind": "smtp", "address": "relay:25", "sender": "a@b.c", "recipients": "everybody@b.c"},
         {"kind": "smtp", "address": "relay:25", "sender": "a@b.c\nBcc: x@y.z", "recipients": "{person}@b.c"},
         {"kind": "webhook", "address": "http://x.example/in"}, {"kind": "webhook", "address": "https://u:p@x.example/"},
         {"kind": "webhook", "address": "file:///etc"}, {"kind": "webhook", "address": "https://["}],
    )  # fmt: skip
    def test_a_channel_that_cannot_be_trusted_is_refused(self, desk, wrong):
        with pytest.raises(BadCommand):
            desk.do("put_channel", id="c", **wrong)

    def test_a_channels_secret_is_shown_once_and_in_no_fact(self, desk):
        secret = desk.do("put_channel", id="c", kind="webhook", address="https://x.example/in")["secret"]
        assert len(secret) == 64
        assert secret not in str(desk.facts())
        assert desk.every(Channel)[0].secret == secret
        desk.do("remove_channel", id="c")
        assert desk.every(Channel) == desk.every(Delivery) == ()


def test_only_the_administrator_appoints_and_names_channels():
    for act in ("appoint", "end_appointment", "put_channel", "merge_agencies", "import_table"):
        assert PEOPLE[act].roles == ()


def test_an_asset_number_may_have_capitals_and_never_is_a_resident_number(desk):
    device = {"agency": "kr-seoul", "department": None, "holder": None, "device_class": "internet_pc",
              "ownership": "government", "zone": "", "tier": "standard"}  # fmt: skip
    desk.do("put_device", device={**device, "id": "PC-2026-001A"})
    text = "id,agency,device_class,ownership,zone,tier\nNB-7,kr-seoul,internet_pc,government,,standard\n"
    assert desk.do("import_table", table="devices", text=text)["applied"]
    for wrong in ("900101-1234567", "가-1", "-PC"):
        with pytest.raises(BadCommand):
            desk.do("put_device", device={**device, "id": wrong})


def test_nothing_is_removed_before_it_was_found(desk):
    device = {"id": "PC-1", "agency": "kr-seoul", "department": None, "holder": None, "device_class": "internet_pc",
              "ownership": "government", "zone": "", "tier": "standard"}  # fmt: skip
    desk.do("put_device", device=device)
    desk.do("check_device_apps", id="PC-1", found=["deepseek-app"], on=str(DAY))
    with pytest.raises(BadCommand, match="was found on"):
        desk.do("remove_app", device="PC-1", app="deepseek-app", on=str(DAY - timedelta(days=1)))
