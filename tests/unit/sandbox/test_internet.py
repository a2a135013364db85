"""The pretended internet leaves nothing behind: the next one of the same process may have its addresses."""

import contextlib
import os
import socket

import pytest

from gwanmun.sandbox.internet import Web


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: port 443 needs root")
def test_an_internet_that_was_used_and_has_ended_gives_its_addresses_back(tmp_path):
    address = f"127.{200 + os.getpid() % 50}.{os.getpid() // 50 % 250}.1"
    for _ in range(3):
        made = Web(tmp_path, {"a.example": address})
        with contextlib.suppress(ConnectionError), socket.create_connection((address, 443), 10) as line:
            line.sendall(b"no handshake\r\n")
            while line.recv(4096):
                pass  # until it hangs up: by then it waits for the next
        made.close()
