"""What is told of an engine that refused: the line that helps, out of all that it says."""

import pytest

from gwanmun.adapters.enforcement.engines import why

BEFORE = "2026/11/22 17:40:03| Startup: Initializing\n2026/11/22 17:40:03| ERROR: '0.0.0.0/0' needs to be replaced\n"
AFTER = "2026/11/22 17:40:03| Not requiring any client certificates\n"


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (f"{BEFORE}2026/11/22 17:40:03| /etc/squid/squid.conf(16): unrecognized: 'http_acess'\n{AFTER}", "/etc/squid/squid.conf(16): unrecognized: 'http_acess'"),
        (f"{BEFORE}ACL not found: x\n2026/11/22 17:40:03| FATAL: Bungled squid.conf line 15: http_access allow x\n{AFTER}", "FATAL: Bungled squid.conf line 15: http_access allow x"),
        ("/etc/bind/named.conf:6: unknown option 'recursoin'", "/etc/bind/named.conf:6: unknown option 'recursoin'"),
        ("rndc: connect failed: 127.0.0.1#953: connection refused", "rndc: connect failed: 127.0.0.1#953: connection refused"),
        ("", "?"),
    ],
)  # fmt: skip
def test_the_line_that_says_why_is_told(said, line):
    assert why(said) == line
