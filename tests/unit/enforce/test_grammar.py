"""Tokens that may stand in a configuration, and those that may not."""

import pytest

from gwanmun.control.destinations import sheet, suffixes
from gwanmun.enforce.grammar import (
    app_id,
    endpoint,
    file_path,
    host_name,
    link,
    mixed_scripts,
    network,
    outside_network,
    read_list,
    token,
    words,
)
from gwanmun.errors import BadCommand


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chat.DeepSeek.com.", "chat.deepseek.com"),
        ("딥시크.한국", "xn--k01b33xvrk.xn--3e0b707e"),
        ("ｄｅｅｐｓｅｅｋ．com", "deepseek.com"),
        ("deepseek。com", "deepseek.com"),
        ("xn--3e0b707e.kr", "xn--3e0b707e.kr"),
    ],
)
def test_names_are_folded_to_what_travels(text, folded):
    assert host_name(text) == folded


HOSTILE = (
    "", "com", "a b.com", "a.com;", 'a.com"', "a.com}", "a.com\nzone", "*.com", "-a.com", "a-.com", "a..com", "1.2.3.4",
    "a.com/path", "a.com:443", "a_b.com", "http://a.com", "a.c\u200dom" + "\n", "x" * 64 + ".com", "a." * 100 + "com",
    "xn--a.com", "xn--\u00e9.com", "a\\.com", "$ORIGIN.com", "${x}.com", "a.com#", "a.\u202ecom", "x" * 10_000,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_anything_else_is_no_host_name_and_is_never_repeated(text):
    with pytest.raises(BadCommand) as caught:
        host_name(text, "place")
    said = caught.value.message("ko") + caught.value.message("en")
    assert "place" in said
    assert len(text) < 4 or text not in said


def test_a_name_that_mixes_scripts_is_told_from_one_that_does_not():
    assert mixed_scripts(host_name("dееpseek.com"))  # Cyrillic е
    assert mixed_scripts(host_name("раураl.com"))
    assert not mixed_scripts(host_name("딥시크ai.com"))
    assert not mixed_scripts("deepseek.com")


@pytest.mark.parametrize("suffix", ["co.kr", "go.kr", "github.io", "cloudfront.net", "amazonaws.com"])
def test_nobody_rules_a_public_or_shared_suffix(suffix):
    with pytest.raises(BadCommand):
        suffixes().check(suffix, under=True)
    suffixes().check(f"x.{suffix}", under=True)


def test_a_shared_suffix_may_be_named_as_the_one_host_that_it_is():
    suffixes().check("x.com", under=False)
    with pytest.raises(BadCommand):
        suffixes().check("co.kr", under=False)


def test_every_name_that_ships_is_sound():
    assert sheet().notes == ()
    assert len(sheet().services) > 50


@pytest.mark.parametrize(
    "text", ["10.0.0.0/8", "127.0.0.1/32", "8.0.0.0/8", "224.0.0.1/32", "0.0.0.0/0", "::/0", "fe80::1/128"]
)
def test_inner_wide_and_many_peoples_addresses_are_never_blocked(text):
    with pytest.raises(BadCommand):
        outside_network(text)
    assert str(outside_network("8.8.8.0/24")) == "8.8.8.0/24"


def test_the_other_tokens_refuse_what_would_be_a_directive():
    for reads, good in (
        (token, "kr-mnd"), (app_id, "com.deepseek.chat"), (file_path, "/etc/x"), (endpoint, "proxy.go.kr:3128"),
        (link, "https://desk.go.kr/request"), (network, "10.0.0.0/8"),
    ):  # fmt: skip
        assert reads(good)
        for bad in ('x"; }', "a b", "", "../x", "a\nb", "x;y", "{}", "x" * 400):
            with pytest.raises(BadCommand):
                reads(bad)
    with pytest.raises(BadCommand):
        endpoint("a.b:0")
    with pytest.raises(BadCommand):
        file_path("/etc/../shadow")


def test_the_zone_of_an_address_may_hold_anything_and_is_none():
    for bad in ("fe80::1%x; drop", "fe80::1%eth0", "fe80::%1/64"):
        with pytest.raises(BadCommand):
            network(bad)


def test_words_for_people_stay_on_one_line_without_markup():
    assert words("한 줄\n두 줄\u202e <script>\x00x") == "한 줄 두 줄 ‹script› x"


def test_a_strangers_list_gives_names_and_never_its_comments():
    text = [
        "# zone evil { }; \n", "! comment", "0.0.0.0 bad.example.org # $INCLUDE /etc/passwd", "||ads.example.net^",
        "*.wild.example.com", "co.kr", 'x"; }; zone "y', "127.0.0.1 localhost", "plain.example.io", "", "a" * 100_000,
    ]  # fmt: skip
    found = read_list(text, suffixes())
    assert found.names == ("ads.example.net", "bad.example.org", "plain.example.io", "wild.example.com")
    assert (found.refused, found.comments) == (4, 3)
    assert found.refused_lines == (6, 7, 8, 11)


def test_two_hundred_thousand_names_are_read_and_one_more_is_refused():
    lines = [f"h{at}.example.net" for at in range(200_001)]
    assert len(read_list(lines[:-1]).names) == 200_000
    with pytest.raises(BadCommand, match="200,000"):
        read_list(lines)
