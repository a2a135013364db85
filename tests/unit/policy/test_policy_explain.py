"""Words for people, Korean particles, and the complete mapping of attributes."""

from datetime import date

import pytest

from gwanmun.control import shipped
from gwanmun.domain.catalogue import Deployment, Dialect, Model, Record, Service, Target
from gwanmun.domain.decisions import Decision, Outcome
from gwanmun.domain.grades import Grade
from gwanmun.domain.ids import AgencyId, ServiceId
from gwanmun.domain.people import DeviceClass
from gwanmun.policy.attributes import attributes
from gwanmun.policy.explain import Lacking, explain, leading, particle
from gwanmun.policy.judge import Judge
from gwanmun.policy.language import ATTRIBUTES
from gwanmun.policy.vectors import case

DEFAULTS = shipped.defaults()
JUDGE = Judge(shipped.packs())


def decision(service: str, **differences) -> Decision:
    named = {key.replace("__", "."): value for key, value in differences.items()}
    return JUDGE.judge(case(DEFAULTS, service, named.items()))


def test_a_denial_reads_as_one_sentence_with_rule_source_date_alternative_and_contact() -> None:
    words = explain(
        decision("deepseek_hosted", organisation__id="kr-mnd", device__class="military_work"),
        service_ko="딥시크",
        service_en="DeepSeek",
        contact_ko="국방부 정보보호담당관",
        alternatives=("범정부 AI", "gpt-5.4"),
    )
    assert words.sentence_ko == (
        "딥시크 · 차단: 군 업무용 단말에서는 딥시크 접속이 차단됩니다. "
        "근거 국방부 군 업무용 단말 딥시크 제한(2025-02-05 시행, MND-1; 출처 AFP / Cryptopolitan, Feb 2025). "
        "대신 범정부 AI를 이용하십시오. 문의 국방부 정보보호담당관."
    )
    assert words.sentence_en == (
        "DeepSeek · denied: DeepSeek is blocked on devices used for military work. Ground: Ministry of National Defense"
        " - DeepSeek restriction on military work devices (in force since 2025-02-05, MND-1; source: AFP / Cryptopolitan,"
        " Feb 2025). Use 범정부 AI instead. Ask the information-security officer."
    )
    assert (words.rule, words.effective_from, words.alternatives) == ("MND-1", "2025-02-05", ("범정부 AI", "gpt-5.4"))


def test_only_what_an_approval_can_lift_offers_to_request_one() -> None:
    asked = explain(decision("unlisted_tool", organisation__type="municipality"), service_ko="도구", service_en="tool")
    assert asked.outcome is Outcome.REQUIRE_APPROVAL
    assert "승인을 요청하십시오" in asked.next_ko
    assert "equest an approval" in asked.next_en
    denied = explain(decision("chatgpt_catalogued", data__classification="C"), service_ko="챗GPT", service_en="ChatGPT")
    assert "요청" not in denied.next_ko
    assert "equest" not in denied.next_en


@pytest.mark.parametrize(
    ("profile", "differences", "outcome"),
    [
        ("chatgpt_catalogued", {}, Outcome.ALLOW),
        ("chatgpt_catalogued", {"data__personal_info": True}, Outcome.ALLOW_WITH_MASKING),
        ("chatgpt_catalogued", {"data__classification": "S"}, Outcome.ROUTE_IN_HOUSE),
        ("chatgpt_catalogued", {"login__mfa": False}, Outcome.REQUIRE_APPROVAL),
        ("chatgpt_catalogued", {"data__classification": "C"}, Outcome.DENY),
    ],
)
@pytest.mark.parametrize("alternatives", [(), ("exaone-in-house",)])
def test_every_outcome_has_words_in_both_languages_with_a_next_step(
    profile, differences, outcome, alternatives
) -> None:
    words = explain(
        decision(profile, **differences), service_ko="챗GPT", service_en="ChatGPT", alternatives=alternatives
    )
    assert words.outcome is outcome
    assert outcome.ko in words.reason_ko
    assert words.rule in words.reason_ko
    assert words.rule in words.reason_en
    assert words.source in words.reason_en
    assert words.next_ko.endswith("문의 정보보호담당관.")
    assert ".." not in words.sentence_ko + words.sentence_en
    if alternatives and outcome >= Outcome.REQUIRE_APPROVAL:
        assert "exaone-in-house를 이용" in words.next_ko
        assert "exaone-in-house" in words.next_en


def test_a_missing_pledge_an_unlisted_model_and_a_grade_have_next_steps_of_their_own() -> None:
    unsigned = decision("chatgpt_catalogued", organisation__type="municipality", user__pledge_signed=False)
    words = explain(unsigned, service_ko="챗GPT", service_en="ChatGPT", alternatives=("x",), lacking=Lacking.PLEDGE)
    assert "서약서에 서명" in words.next_ko
    assert "Sign the security pledge" in words.next_en
    assert "승인을 요청" not in words.next_ko
    stranger = decision("unlisted_tool", organisation__type="municipality")
    for more in ((), ("x",)):
        words = explain(stranger, service_ko="도구", service_en="tool", alternatives=more, lacking=Lacking.LISTING)
        assert "등재를 요청" in words.next_ko
        assert "to list the service" in words.next_en
        assert ("x" in words.next_ko) is bool(more)
    secret = decision("chatgpt_catalogued", data__classification="C")
    words = explain(secret, service_ko="챗GPT", service_en="ChatGPT", lacking=Lacking.GRADE)
    assert "이 등급의 정보는" in words.next_ko
    assert "서비스는 승인으로도" not in words.next_ko
    assert "this grade" in words.next_en
    words = explain(secret, service_ko="챗GPT", service_en="ChatGPT", lacking=Lacking.GRADE, alternatives=("x",))
    assert "대신 x" in words.next_ko


def test_an_authoritys_word_is_named_before_our_own_reading_and_the_newest_first() -> None:
    both = decision(
        "chatgpt_catalogued", organisation__type="municipality", data__classification="C", date=date(2026, 3, 2)
    )
    assert {hit.rule for hit in both.causes} >= {"LOC-2", "NIS-1", "N2SF-2", "MOIS-1"}
    assert leading(both).rule == "N2SF-2"


def test_a_silent_regime_and_an_agency_without_contact_have_words_too() -> None:
    default = explain(
        decision("chatgpt_catalogued", jurisdiction="CA"), service_ko="챗GPT", service_en="ChatGPT", contact_ko=""
    )
    assert default.regime == "gwanmun-default"
    assert default.next_ko.endswith("문의 정보보호담당관.")
    hit = decision("chatgpt_catalogued").causes[0]
    silent = explain(Decision(Outcome.NOT_APPLICABLE, (hit,), (hit,)), service_ko="챗GPT", service_en="ChatGPT")
    assert "적용되지 않습니다" in silent.next_ko
    assert "does not apply" in silent.next_en


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("딥시크", "은/는", "는"),
        ("범정부 AI", "을/를", "를"),
        ("내부 모델", "을/를", "을"),
        ("서울", "으로/로", "로"),
        ("대전", "으로/로", "으로"),
        ("경기도", "으로/로", "로"),
        ("챗GPT", "을/를", "를"),
        ("vLLM", "을/를", "을"),
        ("URL", "으로/로", "로"),
        ("gpt-5.1", "으로/로", "로"),
        ("gpt-5.4", "을/를", "를"),
        ("GPT-3", "이/가", "이"),
        ("모델 10", "과/와", "과"),
        ("Claude", "을/를", "를"),
        ("Qwen", "을/를", "을"),
        ("Copilot", "을/를", "을"),
        ("Draft", "을/를", "를"),
        ("클로바 스튜디오(공공)", "을/를", "를"),
        ("엑사원 (내부망)", "을/를", "을"),
        ("'서울AI챗'", "을/를", "을"),
        ("", "을/를", "를"),
        ("()", "을/를", "를"),
        ("？", "을/를", "를"),
    ],
)
def test_particles_follow_the_sound_of_the_word(word: str, pair: str, expected: str) -> None:
    assert particle(word, pair) == expected


def target(family: str = "deepseek", deployed: Deployment = Deployment.THIRD_PARTY_HOSTED) -> Target:
    agency, service_id = AgencyId("kr-jeju"), ServiceId("some-cloud")
    service = Service(service_id, "어느 곳", "Some", "Some", "US", "various", "api", deployed, ("US", "CN"), "test", "")
    record = Record(agency, service_id, True, "negotiated", "O", True, "true")
    return Target(service, Model("m", service_id, "m", (), (), 1), record, family, Dialect.OPENAI)


def mapping(**more):
    jeju = next(one for one in shipped.agencies().on(date(2026, 3, 2)) if one.id == "kr-jeju")
    given = {
        "day": date(2026, 3, 2),
        "agency": jeju,
        "device": DeviceClass.INTERNET_PC,
        "target": target(),
        "grade": Grade.O,
        "personal_info": False,
        "training_complete": True,
        "pledge_signed": True,
        "in_house_available": True,
    }
    return attributes(**{**given, **more})


def test_the_mapping_holds_every_attribute_of_the_language_and_no_other() -> None:
    assert set(mapping()) == set(ATTRIBUTES)
    assert JUDGE.judge(mapping()).outcome is Outcome.REQUIRE_APPROVAL  # GWB-1: third-party DeepSeek
    assert JUDGE.judge(mapping()).causes[0].rule == "GWB-1"


def test_the_mapping_says_what_it_was_given() -> None:
    found = mapping(
        grade=Grade.S, personal_info=True, device=DeviceClass.PERSONAL, purpose="personal", pledge_signed=False
    )
    assert found["data.classification"] == "S"
    assert found["data.personal_info"] is True
    assert found["device.ownership"] == "personal"
    assert found["purpose.type"] == "personal"
    assert found["user.pledge_signed"] is False
    assert found["organisation.type"] == "provincial_government"
    assert found["service.family"] == "deepseek"
    assert found["service.storage_countries"] == "CN+US"


def test_an_unknown_purpose_is_bound_as_work() -> None:
    assert mapping(purpose="minwon-draft")["purpose.type"] == "work"


def test_third_party_deepseek_is_never_better_than_an_approval_whatever_the_device() -> None:
    for device in DeviceClass:
        assert JUDGE.judge(mapping(device=device)).outcome >= Outcome.REQUIRE_APPROVAL
