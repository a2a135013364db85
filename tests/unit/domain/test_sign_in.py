"""Passwords and codes as values: RFC vectors, rules of choice, no step twice."""

import pytest

from gwanmun.domain.sign_in import (
    LONGEST_PASSWORD,
    code_at,
    hash_password,
    password_holds,
    step_of,
    weakness,
)

SECRET = b"12345678901234567890"  # RFC 6238 Appendix B
STEP_US = 30_000_000


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds, code):
    assert code_at(SECRET, seconds // 30) == code


def test_a_code_holds_now_and_one_step_to_either_side():
    now = 1_000_000 * STEP_US
    given = {offset: code_at(SECRET, 1_000_000 + offset) for offset in (-2, -1, 0, 1, 2)}
    found = {offset: step_of(SECRET, code, now, 0) for offset, code in given.items()}
    assert found == {-2: None, -1: 999_999, 0: 1_000_000, 1: 1_000_001, 2: None}


def test_no_step_is_taken_twice_nor_one_before_it():
    now = 1_000_000 * STEP_US
    assert step_of(SECRET, code_at(SECRET, 1_000_000), now, 1_000_000) is None
    assert step_of(SECRET, code_at(SECRET, 999_999), now, 1_000_000) is None
    assert step_of(SECRET, code_at(SECRET, 1_000_001), now, 1_000_000) == 1_000_001


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "1" * 100_000])
def test_what_is_no_code_is_none(code):
    assert step_of(SECRET, code, STEP_US, 0) is None


def test_a_code_may_be_typed_with_a_space():
    code = code_at(SECRET, 1)
    assert step_of(SECRET, f"{code[:3]} {code[3:]}", STEP_US, 0) == 1


def test_a_password_holds_against_its_own_hash_alone():
    kept = hash_password("바른 말 하나 둘 셋 넷", b"s" * 16)
    assert password_holds("바른 말 하나 둘 셋 넷", kept)
    assert not password_holds("바른 말 하나 둘 셋 넸", kept)
    assert "바른" not in kept
    assert kept != hash_password("바른 말 하나 둘 셋 넷", b"t" * 16)


def test_what_looks_the_same_on_two_keyboards_is_the_same_password():
    decomposed = "\u1100\u1161\u1102\u1161 password twelve"
    assert password_holds(decomposed, hash_password("가나 password twelve", b"s" * 16))


def test_a_password_beyond_the_longest_never_holds_and_costs_no_more():
    long = "가" * LONGEST_PASSWORD
    kept = hash_password(long, b"s" * 16)
    assert password_holds(long, kept)
    assert not password_holds(long + "가" * 1_000_000, kept)


def test_half_a_character_in_a_password_is_wrong_and_no_fault():
    assert not password_holds("\ud800 half of one", hash_password("whole of one", b"s" * 16))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short1!", "too_short"),
        ("열한글자비밀번호입니다", "too_short"),
        ("x y" * 100, "too_long"),
        ("aaaaaaaaaaaaaa", "simple"),
        ("1212121212121212", "simple"),
        ("abcdefghijklmn", "simple"),
        ("098765432109876", "simple"),
        ("qwertyuiopqwer", "simple"),
        ("Password1234!", "common"),
        ("qwerty!2345678", "common"),
        ("1q2w3e4r5t6y!!", "common"),
        ("비밀번호1234567890", "common"),
        ("passwordpassword", "common"),
        ("rhksans2026!!!", "common"),
        ("minwon-kim2026", "like_name"),
    ],
)
def test_what_everybody_tries_first_may_not_be_chosen(password, why):
    assert weakness(password, "minwon-kim") == why


@pytest.mark.parametrize(
    "password",
    [
        "우리 동네 은행나무 세 그루",
        "correct horse battery staple",
        "kq7mxw2prt9v",
        "minwon-kim likes quiet mornings",
        "aaaaaaaaaaab",
    ],
)
def test_what_is_long_may_be_chosen_whatever_it_is_made_of(password):
    assert weakness(password, "minwon-kim") is None


def test_no_name_means_no_likeness():
    assert weakness("kq7mxw2prt9v", "") is None
