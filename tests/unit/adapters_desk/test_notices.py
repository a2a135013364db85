"""Notices leave without anybody's data, are tried again, and are given up at last; the inbox keeps them."""

import hmac
import json
import socket
import threading
from hashlib import sha256

import pytest

from gwanmun.adapters.notices import carry, hook_body, letter
from gwanmun.adapters.sql.books import open_books
from gwanmun.control.inbox import RETRY_SECONDS, due, settled
from gwanmun.control.office import Office
from gwanmun.domain.approvals import Channel, ChannelKind, Delivery, DeliveryState, Message, Notice
from gwanmun.entrypoints.courier import carry_due
from gwanmun.errors import GwanmunError, Unreachable

MAIL = Channel("mail", ChannelKind.SMTP, "127.0.0.1:1", "desk@korea.example", "{person}@korea.example", "", True)
HOOK = Channel("hook", ChannelKind.WEBHOOK, "http://127.0.0.1:1/in", "", "", "00" * 32, True)
TOLD = Message("n-1", "p-7", "approval_granted", "apr-1", "승인 요청 apr-1이 승인되었습니다", "apr-1 was granted", 1)


class Clock:
    now = 1_000_000_000_000

    def now_us(self):
        return self.now


@pytest.fixture
def office():
    books = open_books(None)
    with books.transact() as page:
        page.put(MAIL, Notice("n-1", "p-7", 1, "approval_granted", "apr-1"),
                 Delivery("n-1", "mail", DeliveryState.WAITING, 0, 0))  # fmt: skip
    yield Office(books, Clock(), b"p" * 32, lambda *_: None)
    books.close()


def delivery(office):
    with office.books.look() as page:
        return page.every(Delivery)[0]


def test_a_letter_goes_to_one_mailbox_and_says_nothing_but_the_notice():
    made = letter(MAIL, TOLD)
    assert made["To"] == "p-7@korea.example"
    assert made["Auto-Submitted"] == "auto-generated"
    assert "apr-1" in made.get_content()
    assert "p-7" not in made.get_content()


def test_a_webhook_is_signed_and_names_no_person():
    sent = json.loads(hook_body(HOOK, TOLD))
    assert sent["signature"] == hmac.new(bytes(32), sent["payload"].encode(), sha256).hexdigest()
    assert "p-7" not in str(sent)
    assert json.loads(sent["payload"])["subject"] == "apr-1"


async def test_what_was_taken_is_not_carried_again(office):
    taken = []

    async def good(_channel, message):
        taken.append(message)

    assert await carry_due(office, good) == 1
    assert await carry_due(office, good) == 0
    assert [one.to for one in taken] == ["p-7"]
    assert delivery(office).state is DeliveryState.SENT


async def test_what_failed_is_tried_later_and_at_last_given_up(office):
    async def bad(_channel, _message):
        raise Unreachable(problem="smtp")

    for attempt, wait in enumerate(RETRY_SECONDS, 1):
        assert await carry_due(office, bad) == 0
        assert await carry_due(office, bad) == 0  # not before its time
        row = delivery(office)
        assert (row.attempts, row.fault, row.state) == (attempt, "upstream_unreachable", DeliveryState.WAITING)
        office.surroundings.now += wait * 1_000_000
    await carry_due(office, bad)
    assert delivery(office).state is DeliveryState.FAILED
    with office.books.look() as page:
        assert due(page, office.surroundings.now + 10**15) == ()
        assert page.every(Notice)


@pytest.mark.parametrize("channel", [MAIL, HOOK])
async def test_a_relay_that_is_not_there_is_a_fault_of_ours_to_try_again(channel):
    with pytest.raises(GwanmunError):
        await carry(channel, TOLD)


async def test_a_webhook_inside_the_house_is_reached_only_when_the_channel_says_so():
    outside = Channel("hook", ChannelKind.WEBHOOK, "https://127.0.0.1:1/in", "", "", "00" * 32, False)
    with pytest.raises(GwanmunError):
        await carry(outside, TOLD)


async def test_a_real_relay_takes_the_letter():
    heard = []

    def relay(server):
        line, _ = server.accept()
        with line, line.makefile("rwb") as talk:

            def say(text):
                talk.write(text + b"\r\n")
                talk.flush()

            say(b"220 relay")
            while words := talk.readline().strip():
                heard.append(words)
                if words.upper() == b"DATA":
                    say(b"354 go")
                    while (row := talk.readline().strip()) != b".":
                        heard.append(row)
                    say(b"250 taken")
                elif words.upper() == b"QUIT":
                    say(b"221 bye")
                    return
                else:
                    say(b"250 SMTPUTF8" if words.startswith(b"ehlo") else b"250 ok")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=relay, args=(server,), daemon=True)
        thread.start()
        there = Channel(
            "mail", ChannelKind.SMTP, f"127.0.0.1:{server.getsockname()[1]}", MAIL.sender, MAIL.recipients, "", True
        )
        await carry(there, TOLD)
        thread.join(5)
    assert any(b"to:<p-7@korea.example>" in row.lower() for row in heard)
    assert b"Auto-Submitted: auto-generated" in heard


def test_an_attempt_after_the_last_changes_nothing_that_was_sent():
    sent = settled(Delivery("n", "c", DeliveryState.WAITING, 0, 0), 5, None)
    assert (sent.state, sent.attempts) == (DeliveryState.SENT, 1)
