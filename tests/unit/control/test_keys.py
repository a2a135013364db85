"""Keys: shown once, kept as a keyed hash, rotated with overlap, revoked at once."""

import json
import re
from base64 import urlsafe_b64decode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clockwork import NOW_US
from gwanmun.control.keys import key_from
from gwanmun.control.office import DAY_US
from gwanmun.domain.credentials import key_hash
from gwanmun.domain.people import Key
from gwanmun.domain.snapshot import Rules
from gwanmun.errors import BadCommand

from .conftest import PEPPER

FORM = re.compile(r"gm_[0-9a-hjkmnp-tv-z]{8}_[A-Za-z0-9_-]{43}")
BLANK = Key("", "", "p-1", (), (), (), 0, 0, None)


def issue(desk, **args):
    return desk.do("issue_key", person="p-1", **args)


class TestIssuing:
    def test_the_plaintext_is_shown_once_and_kept_nowhere(self, desk):
        issued = issue(desk)
        assert FORM.fullmatch(issued["plaintext"])
        (kept,) = desk.every(Key)
        assert kept.hash == key_hash(PEPPER, issued["plaintext"])
        secret = issued["plaintext"][12:]
        everything = repr(desk.every(Key)) + repr(desk.facts()) + json.dumps(desk.do("list_keys"))
        assert secret not in everything

    def test_no_fact_and_no_list_holds_the_hash(self, desk):
        issue(desk)
        (kept,) = desk.every(Key)
        assert kept.hash not in repr(desk.facts()) + json.dumps(desk.do("list_keys", everything=True))

    def test_nothing_named_means_the_least(self, desk):
        issue(desk)
        (kept,) = desk.every(Key)
        assert (kept.departments, kept.device_classes, kept.purposes) == (("kr-chungnam/welfare",), (), ("work",))
        assert kept.expires_us == NOW_US + 365 * DAY_US

    def test_what_the_issuer_attests_is_kept_listed_and_noted(self, desk):
        issue(desk, attested=["mfa", "mfa", "no_plugins"])
        (kept,) = desk.every(Key)
        assert kept.attested == ("mfa", "no_plugins")
        assert desk.do("list_keys")[0]["attested"] == ("mfa", "no_plugins")
        assert "no_plugins" in repr(desk.facts()[-1])

    def test_what_contradicts_itself_is_attested_by_nobody(self, desk):
        with pytest.raises(BadCommand) as refused:
            issue(desk, attested=["mfa", "no_mfa"])
        assert "no_mfa" in str(refused.value)
        assert desk.every(Key) == ()

    def test_what_is_named_is_kept_once(self, desk):
        issue(
            desk,
            departments=["kr-chungnam/audit", "kr-chungnam/audit"],
            device_classes=["internet_pc", "personal", "internet_pc"],
            days=1,
        )
        (kept,) = desk.every(Key)
        assert (kept.departments, kept.device_classes) == (("kr-chungnam/audit",), ("internet_pc", "personal"))
        assert kept.expires_us == NOW_US + DAY_US

    @pytest.mark.parametrize(
        "args",
        [
            {"person": "nobody"},
            {"person": "p-1", "departments": ["kr-seoul/ai"]},
            {"person": "p-1", "departments": ["kr-chungnam/none"]},
            {"person": "p-1", "purposes": ["personal"]},
            {"person": "p-1", "device_classes": ["mainframe"]},
            {"person": "p-1", "days": 0},
            {"person": "p-1", "days": 731},
            {"person": "p-1", "days": "365"},
            {"person": 1},
            {},
        ],
    )
    def test_what_cannot_be_granted_leaves_no_key_and_no_fact(self, desk, args):
        with pytest.raises(BadCommand):
            desk.do("issue_key", **args)
        assert desk.every(Key) == ()
        assert desk.facts() == []

    def test_a_key_is_given_for_a_reason(self, desk):
        with pytest.raises(BadCommand, match="reason"):
            desk.do("issue_key", person="p-1", reason="")
        assert desk.every(Key) == ()

    def test_purposes_are_those_the_agency_admits(self, desk):
        desk.put(Rules("kr-chungnam", purposes=("work", "study")))
        issue(desk, purposes=["study"])
        assert desk.every(Key)[0].purposes == ("study",)

    def test_the_fact_names_officer_person_and_reach(self, desk):
        issued = issue(desk)
        (fact,) = desk.facts()
        assert fact.opening["act"] == "issue_key"
        assert (fact.opening["officer"], fact.opening["key"], fact.opening["person"]) == (
            "officer-1",
            issued["id"],
            "p-1",
        )
        assert fact.agency == "kr-chungnam"
        msgspec.json.encode(fact)

    def test_a_taken_id_is_not_overwritten(self, desk, monkeypatch):
        first = issue(desk)
        monkeypatch.setattr(desk.clock, "count", 0)  # the same entropy again
        with pytest.raises(BadCommand):
            issue(desk)
        assert [key.id for key in desk.every(Key)] == [first["id"]]


class TestRotating:
    def test_the_old_key_works_until_the_overlap_ends(self, desk):
        old = issue(desk, departments=["kr-chungnam/audit"], device_classes=["internal_pc"])
        desk.clock.now += DAY_US
        new = desk.do("rotate_key", id=old["id"], overlap_hours=24)
        kept = {key.id: key for key in desk.every(Key)}
        assert kept[old["id"]].expires_us == NOW_US + 2 * DAY_US
        assert kept[old["id"]].revoked_us is None
        mine = kept[new["id"]]
        assert (mine.person, mine.departments, mine.device_classes, mine.purposes) == (
            "p-1",
            ("kr-chungnam/audit",),
            ("internal_pc",),
            ("work",),
        )
        assert (mine.rotated_from, mine.expires_us) == (old["id"], NOW_US + DAY_US + 365 * DAY_US)

    def test_an_overlap_never_lengthens_a_life(self, desk):
        old = issue(desk, days=1)
        desk.do("rotate_key", id=old["id"], overlap_hours=24 * 31)
        assert {k.id: k for k in desk.every(Key)}[old["id"]].expires_us == NOW_US + DAY_US

    def test_an_ended_key_is_not_rotated(self, desk):
        old = issue(desk, days=1)
        desk.clock.now += DAY_US
        with pytest.raises(BadCommand):
            desk.do("rotate_key", id=old["id"])
        other = issue(desk)
        desk.do("revoke_key", id=other["id"])
        with pytest.raises(BadCommand):
            desk.do("rotate_key", id=other["id"])


class TestRevoking:
    def test_it_is_at_once_and_only_once(self, desk):
        key = issue(desk)
        assert desk.do("revoke_key", id=key["id"])["state"] == "revoked"
        desk.clock.now += 5
        assert desk.do("revoke_key", id=key["id"])["revoked_us"] == NOW_US
        assert [f.opening["act"] for f in desk.facts()] == ["issue_key", "revoke_key"]

    def test_it_needs_a_reason_and_a_key(self, desk):
        key = issue(desk)
        with pytest.raises(BadCommand):
            desk.do("revoke_key", reason="", id=key["id"])
        with pytest.raises(BadCommand):
            desk.do("revoke_key", id="zzzzzzzz")

    def test_a_whole_key_pasted_for_its_id_is_not_repeated(self, desk):
        issued = issue(desk)
        with pytest.raises(BadCommand) as caught:
            desk.do("revoke_key", id=issued["plaintext"])
        assert issued["plaintext"][12:] not in caught.value.message("ko") + caught.value.message("en")


def test_listing_shows_the_live_unless_asked_for_all(desk):
    live, ended = issue(desk), issue(desk, days=1)
    desk.clock.now += DAY_US
    assert [k["id"] for k in desk.do("list_keys")] == [live["id"]]
    states = {k["id"]: k["state"] for k in desk.do("list_keys", everything=True)}
    assert states == {live["id"]: "live", ended["id"]: "expired"}
    assert not desk.do("list_keys", person="p-2")
    assert len(desk.do("list_keys", agency="kr-chungnam")) == 1
    assert not desk.do("list_keys", agency="kr-seoul")


@given(st.binary(min_size=5, max_size=5), st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=64))
def test_any_entropy_makes_a_key_of_the_form_with_all_of_it_inside(id_bytes, secret, pepper):
    plaintext, key = key_from(id_bytes, secret, pepper, BLANK)
    assert FORM.fullmatch(plaintext)
    assert urlsafe_b64decode(plaintext[12:] + "=") == secret
    assert key.id == plaintext[3:11]
    assert key.hash == key_hash(pepper, plaintext)
    assert key_hash(pepper + b"x" if len(pepper) < 64 else pepper[:-1], plaintext) != key.hash
