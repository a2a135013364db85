"""Carrying notices out of the house (알림 전달): the agency's mail relay by SMTP (RFC 5321), or a webhook by HTTPS.

Every fault becomes `Unreachable` or another `UpstreamFault`, so that the courier tries again. Mail goes in a thread with
limits on time, by STARTTLS (RFC 3207) where the relay offers it; a webhook goes by our own client, which follows no
redirect and reaches no address inside the house unless the channel says that it lies there.
What does not live here: what is said, to whom and when again (`control/inbox.py`, `entrypoints/courier.py`).
"""

import asyncio
import hmac
import json
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTPUTF8
from hashlib import sha256
from ipaddress import ip_network
from urllib.parse import urlsplit

from gwanmun.adapters.http_upstream import HTTPUpstream, UpstreamRoute
from gwanmun.domain.approvals import Channel, ChannelKind, Message
from gwanmun.domain.catalogue import Dialect
from gwanmun.domain.ids import ServiceId
from gwanmun.errors import Unreachable, UpstreamFault

SECONDS = 15.0
_MOST_ANSWER = 64 * 1024
_INSIDE = tuple(ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7"))
_HOOK = ServiceId("notices")


async def carry(channel: Channel, message: Message) -> None:
    """Hand one message over. Raises an `UpstreamFault` when it was not taken."""
    if channel.kind is ChannelKind.SMTP:
        await asyncio.to_thread(_mail, channel, message)
    else:
        await _hook(channel, message)


def letter(channel: Channel, message: Message) -> EmailMessage:
    """The mail: Korean first, English after, and nothing but the notice."""
    made = EmailMessage(policy=SMTPUTF8)
    made["From"] = channel.sender
    made["To"] = channel.recipients.replace("{person}", message.to)
    made["Subject"] = f"[관문] {message.ko}"
    made["Message-ID"] = f"<{message.id}@gwanmun>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    made.set_content(f"{message.ko}\n{message.en}\n\ngwanmun inbox\n")
    return made


def hook_body(channel: Channel, message: Message) -> bytes:
    """What a webhook is sent: the notice as text, and its HMAC-SHA256 under the channel's secret. Never a person."""
    payload = json.dumps(
        {"id": message.id, "kind": message.kind, "subject": message.subject, "at_us": message.at_us, "ko": message.ko,
         "en": message.en}, ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    signature = hmac.new(bytes.fromhex(channel.secret), payload.encode(), sha256).hexdigest()
    return json.dumps({"payload": payload, "signature": signature}, ensure_ascii=False).encode()


def _mail(channel: Channel, message: Message) -> None:
    host, _, port = channel.address.rpartition(":")
    try:
        with smtplib.SMTP(host, int(port), timeout=SECONDS) as relay:
            relay.ehlo()
            if relay.has_extn("starttls"):
                relay.starttls(context=ssl.create_default_context())
                relay.ehlo()
            relay.send_message(letter(channel, message))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise Unreachable(problem="smtp") from error  # its text may repeat an address: it goes no further


async def _hook(channel: Channel, message: Message) -> None:
    parts = urlsplit(channel.address)
    route = UpstreamRoute(
        base_url=f"{parts.scheme}://{parts.netloc}", dialect=Dialect.OPENAI, allowed_private=_INSIDE if channel.private else (),
        connect_seconds=SECONDS / 3, first_byte_seconds=SECONDS, idle_seconds=SECONDS, total_seconds=SECONDS, connections=1,
    )  # fmt: skip
    client = HTTPUpstream({_HOOK: route})
    try:
        answer = await client.send(_HOOK, parts.path or "/", hook_body(channel, message), stream=False)
        if not 200 <= answer.status < 300:
            raise UpstreamFault(status=answer.status)
        await answer.read(_MOST_ANSWER)
    finally:
        await client.close()
