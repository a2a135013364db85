"""A pack in plain sentences, in Korean and English (`policy explain`). What lives here: the words for attributes, values
and tests. What does not: why one request was decided so (`explain.py`).
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import assert_never

from gwanmun.domain.decisions import Outcome
from gwanmun.policy.explain import particle
from gwanmun.policy.language import (
    ATTRIBUTES,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Contains,
    Equals,
    Not,
    Pack,
    Rule,
    Sort,
    Test,
    Value,
)
from gwanmun.policy.space import Shape, word_of


class Ending(IntEnum):
    """How a Korean clause goes on; English has one form for all."""

    BARE = 0  # 보안서약을 하지 않음
    AND = 1  # 보안서약을 하지 않았고
    IF = 2  # 보안서약을 하지 않았으면
    OF = 3  # 보안서약을 하지 않은 (경우)


#: Korean verbs, each in the four endings.
_COPULA = ("", "이고", "이면", "인")
_IS_NOT = ("아님", "아니고", "아니면", "아닌")
_IS_THERE, _IS_NONE = ("있음", "있고", "있으면", "있는"), ("없음", "없고", "없으면", "없는")
_DID, _DID_NOT = ("함", "했고", "했으면", "한"), ("하지 않음", "하지 않았고", "하지 않았으면", "하지 않은")
_DOES, _DOES_NOT = ("함", "하고", "하면", "하는"), ("하지 않음", "하지 않고", "하지 않으면", "하지 않는")
_FINISHED = ("마침", "마쳤고", "마쳤으면", "마친")
_NOT_FINISHED = ("마치지 않음", "마치지 않았고", "마치지 않았으면", "마치지 않은")
_MASKED = ("가림", "가렸고", "가렸으면", "가린")
_NOT_MASKED = ("가리지 않음", "가리지 않았고", "가리지 않았으면", "가리지 않은")
_USES, _USES_NOT = ("씀", "쓰고", "쓰면", "쓰는"), ("쓰지 않음", "쓰지 않고", "쓰지 않으면", "쓰지 않는")
_RECEIVED, _BECAME = ("받음", "받았고", "받았으면", "받은"), ("됨", "되었고", "되었으면", "된")
_IS_SO = ("함", "하고", "하면", "한")

#: What is or is not so, where "보안서약이 아니오" would be no Korean: (attribute, value) → (what, its verb, English)
_FACTS = {
    ("user.training_complete", "true"): ("교육을 ", _FINISHED, "the training is complete"),
    ("user.training_complete", "false"): ("교육을 ", _NOT_FINISHED, "the training is not complete"),
    ("user.pledge_signed", "true"): ("보안서약을 ", _DID, "the pledge is signed"),
    ("user.pledge_signed", "false"): ("보안서약을 ", _DID_NOT, "the pledge is not signed"),
    ("data.personal_info", "true"): ("개인정보가 ", _IS_THERE, "there is personal data"),
    ("data.personal_info", "false"): ("개인정보가 ", _IS_NONE, "there is no personal data"),
    ("data.masked", "true"): ("개인정보를 ", _MASKED, "personal data is masked"),
    ("data.masked", "false"): ("개인정보를 ", _NOT_MASKED, "personal data is not masked"),
    ("purpose.necessity", "absolutely_necessary"): ("꼭 필요", _IS_SO, "it is absolutely necessary"),
    ("login.plugins", "true"): ("확장 프로그램을 ", _USES, "plug-ins are used"),
    ("login.plugins", "false"): ("확장 프로그램을 ", _USES_NOT, "plug-ins are not used"),
    ("login.mfa", "true"): ("다중 인증을 ", _DID, "the login is multi-factor"),
    ("login.mfa", "false"): ("다중 인증을 ", _DID_NOT, "the login is not multi-factor"),
    ("approval.state", "none"): ("승인이 ", _IS_NONE, "there is no approval"),
    ("approval.state", "granted"): ("승인을 ", _RECEIVED, "an approval is granted"),
    ("approval.state", "rejected"): ("승인 요청이 반려", _BECAME, "the approval is rejected"),
    ("approval.state", "expired"): ("승인이 만료", _BECAME, "the approval has expired"),
    ("approval.mitigations", "true"): ("보완 조치를 ", _DID, "the approval's mitigations are in place"),
    ("approval.mitigations", "false"): ("보완 조치를 ", _DID_NOT, "the approval's mitigations are not in place"),
    ("order.state", "in_force"): ("명령이 유효", _IS_SO, "the order is in force"),
    ("order.state", "lifted"): ("명령이 해제", _BECAME, "the order is lifted"),
    ("in_house_available", "true"): ("내부 모델을 쓸 수 ", _IS_THERE, "an in-house model is available"),
    ("in_house_available", "false"): ("내부 모델을 쓸 수 ", _IS_NONE, "no in-house model is available"),
    ("service.stores_outside", "true"): ("기관 밖에 저장", _DOES, "the service stores outside the organisation"),
    ("service.stores_outside", "false"): ("기관 밖에 저장", _DOES_NOT, "the service stores nothing outside the organisation"),
    ("service.stores_outside", "unknown"): ("기관 밖에 저장하는지 알 수 ", _IS_NONE, "it is unknown whether the service stores outside the organisation"),
    ("service.security_reviewed", "true"): ("보안성 검토를 ", _FINISHED, "the security review is done"),
    ("service.security_reviewed", "false"): ("보안성 검토를 ", _NOT_FINISHED, "the security review is not done"),
    ("service.on_catalogue", "true"): ("서비스 목록에 ", _IS_THERE, "the service is in the catalogue"),
    ("service.on_catalogue", "false"): ("서비스 목록에 ", _IS_NONE, "the service is not in the catalogue"),
}  # fmt: skip

#: attribute → (Korean, English)
NAMES = {
    "jurisdiction": ("관할", "the jurisdiction"),
    "date": ("날짜", "the day"),
    "action": ("행위", "the action"),
    "organisation.id": ("기관", "the organisation"),
    "organisation.type": ("기관 유형", "the kind of organisation"),
    "user.training_complete": ("교육 이수", "the training"),
    "user.pledge_signed": ("보안서약", "the pledge"),
    "device.class": ("단말 구분", "the device"),
    "device.ownership": ("단말 소유", "the device's owner"),
    "device.sensitivity": ("단말 민감도", "the device's sensitivity"),
    "data.classification": ("정보 등급", "the data's grade"),
    "data.personal_info": ("개인정보 포함", "personal data"),
    "data.masked": ("개인정보 가림", "masking"),
    "purpose.type": ("이용 목적", "the purpose"),
    "purpose.necessity": ("필요성", "the necessity"),
    "purpose.exemption": ("예외 사유", "the exemption"),
    "login.plugins": ("확장 프로그램 사용", "plug-ins"),
    "login.mfa": ("다중 인증", "multi-factor login"),
    "inquiry.status": ("공급자 질의 상태", "the inquiry to the vendor"),
    "approval.state": ("승인", "the approval"),
    "approval.mitigations": ("승인의 보완 조치", "the approval's mitigations"),
    "discretion.state": ("부처 판단", "the ministry's own decision"),
    "order.state": ("명령", "the order"),
    "in_house_available": ("내부 모델 이용 가능", "an in-house model"),
    "service.id": ("서비스", "the service"),
    "service.family": ("모델 계열", "the model family"),
    "service.form": ("제공 형태", "the form"),
    "service.vendor_country": ("공급자 국가", "the vendor's country"),
    "service.deployment": ("운영 주체", "the hosting"),
    "service.contract": ("계약", "the contract"),
    "service.stores_outside": ("외부 저장", "storage outside"),
    "service.storage_countries": ("저장 국가", "the storage countries"),
    "service.accredited_level": ("인증 등급", "the accredited level"),
    "service.security_reviewed": ("보안성 검토", "the security review"),
    "service.on_catalogue": ("서비스 목록 등재", "the catalogue entry"),
}

#: value → (Korean, English), where the word alone says little
VALUES = {
    "access": ("접속", "access"), "install": ("설치", "installing"),
    "central_ministry": ("중앙부처", "ministry"), "agency": ("청·위원회", "agency"),
    "metropolitan_government": ("특별·광역시", "metropolitan government"), "provincial_government": ("도", "provincial government"),
    "municipality": ("시·군·구", "municipality"), "military": ("군", "military"),
    "public_corporation": ("공기업", "public corporation"), "public_school": ("공립학교", "public school"),
    "critical_infrastructure": ("주요 기반시설", "critical infrastructure"), "private_company": ("민간 기업", "private company"),
    "internet_pc": ("인터넷망 PC", "internet PC"), "internal_pc": ("업무망 PC", "internal PC"),
    "military_work": ("군 업무용 단말", "military work device"), "government_mobile": ("업무용 모바일", "government mobile"),
    "government_system": ("행정시스템", "government system"), "government": ("기관", "government"),
    "standard": ("보통", "standard"), "high": ("높음", "high"),
    "O": ("공개(O)", "O (open)"), "S": ("민감(S)", "S (sensitive)"), "C": ("기밀(C)", "C (classified)"),
    "work": ("업무", "work"), "routine": ("일상", "routine"), "absolutely_necessary": ("꼭 필요함", "absolutely necessary"),
    "national_security": ("국가안보", "national security"), "regulatory": ("규제 업무", "regulatory work"),
    "open": ("진행 중", "open"), "overdue": ("기한 경과", "overdue"), "refused": ("거부됨", "refused"),
    "answered_insufficient": ("회신 불충분", "answered insufficiently"), "answered_sufficient": ("회신 충분", "answered sufficiently"),
    "none": ("없음", "none"), "granted": ("승인됨", "granted"), "rejected": ("반려됨", "rejected"), "expired": ("만료됨", "expired"),
    "permitted": ("허용", "permitted"), "prohibited": ("금지", "prohibited"),
    "in_force": ("유효", "in force"), "lifted": ("해제", "lifted"),
    "web_app": ("웹", "a web app"), "mobile_app": ("모바일 앱", "a mobile app"), "api": ("API", "an API"), "model": ("모델", "a model"),
    "vendor_hosted": ("공급자 직접 운영", "by its vendor"), "third_party_hosted": ("제3자 운영", "by a third party"),
    "in_house": ("기관 내부", "in-house"), "click_through": ("약관 동의", "click-through"), "negotiated": ("개별 계약", "negotiated"),
    "true": ("예", "yes"), "false": ("아니오", "no"), "unknown": ("알 수 없음", "unknown"),
}  # fmt: skip
_OWNED = {"personal": {"device.class": ("개인 단말", "personal device"), "device.ownership": ("개인", "private"),
                       "purpose.type": ("개인 용도", "personal use")}}  # fmt: skip

#: obligation → (Korean, English); one that a pack names by itself stands as it is written
DUTIES = {
    "log": ("기록", "log"), "mask_personal_info": ("개인정보 가림", "mask personal data"),
    "notify_security_officer": ("정보보호담당관에게 알림", "notify the security officer"),
    "verify_output": ("결과 검증", "verify the output"), "cite_ai_use": ("AI 사용 표시", "say that AI was used"),
    "check_copyright": ("저작권 확인", "check copyright"), "sign_pledge": ("보안서약", "sign the pledge"),
    "review_when_verified": ("확인되면 재검토", "review once verified"), "confirm_source": ("출처 확인", "confirm the source"),
    "review_when_guidance_arrives": ("지침이 나오면 재검토", "review when guidance arrives"),
    "show_inquiry_record": ("질의 기록 표시", "show the inquiry's record"), "show_caution_notice": ("유의 안내 표시", "show a caution"),
    "record_security_review": ("보안성 검토 기록", "record the security review"), "record_exemption": ("예외 기록", "record the exemption"),
    "remove_existing_instances": ("설치된 것 삭제", "remove what is installed"), "report_compliance": ("이행 보고", "report compliance"),
    "enable_mfa": ("다중 인증 사용", "use multi-factor login"), "review_extension": ("확장 기능 점검", "review the extension"),
    "suggest_approved_alternative": ("승인된 대안 안내", "suggest an approved alternative"), "time_limit": ("기간 제한", "limit in time"),
    "track_use": ("이용 추적", "track use"), "verify_storage_location": ("저장 위치 확인", "verify where it is stored"),
    "reclassify_if_residual": ("남은 정보로 등급 재판정", "grade again by what is left"),
    "seek_central_advice": ("중앙 자문", "seek central advice"), "mitigations_in_place": ("보완 조치 이행", "mitigations in place"),
    "chief_ai_officer_review": ("AI 책임관 검토", "review by the chief AI officer"),
}  # fmt: skip

_VERBS = {
    Outcome.NOT_APPLICABLE: ("이 기준은 관여하지 않습니다", "this regime says nothing"),
    Outcome.ALLOW: ("허용합니다", "it is allowed"),
    Outcome.ALLOW_WITH_MASKING: ("개인정보를 가린 뒤 허용합니다", "it is allowed once personal data is masked"),
    Outcome.REQUIRE_APPROVAL: ("승인을 받아야 합니다", "an approval is required"),
    Outcome.ROUTE_IN_HOUSE: ("내부 모델로 처리합니다", "an in-house model answers instead"),
    Outcome.DENY: ("차단합니다", "it is denied"),
}
_BASES = {
    "news": ("보도", "press"),
    "official": ("공식", "official"),
    "derived": ("해석(확인 필요)", "our reading, to be confirmed"),
}


def describe(pack: Pack, language: str) -> tuple[str, ...]:
    """The pack, sentence by sentence: what it is, where it applies, its rules in order, what happens otherwise."""
    ko = language == "ko"
    until = f"{pack.effective_to}" if pack.effective_to else ""
    sources = "; ".join(source.name for source in pack.sources)
    lines = [f"{pack.title_ko if ko else pack.title_en} ({pack.id}, {pack.jurisdiction})"]
    if ko:
        lines.append(
            f"{pack.effective_from}부터 {f'{until} 전날까지' if until else '기한 없이'} 시행. 출처: {sources}."
        )
        scope = all_of(pack.scope, "ko", Ending.OF)
        lines.append(f"적용 범위: {scope} 경우." if scope else "적용 범위: 이 관할의 모든 이용.")
    else:
        lines.append(
            f"In force from {pack.effective_from}{f' until before {until}' if until else ''}. Sources: {sources}."
        )
        scope = all_of(pack.scope, "en")
        lines.append(f"It applies where {scope}." if scope else "It applies to every use in its jurisdiction.")
    if pack.confirm_before_enforcing:
        lines.append(
            "출처가 불확실하여 시행 전 확인이 필요합니다."
            if ko
            else "Its source is doubtful: to be confirmed before enforcing."
        )
    lines.append(
        "규칙은 위에서부터 처음 해당하는 것 하나가 판정합니다." if ko else "The first rule that holds decides."
    )
    lines += [f"{number}. {rule_sentence(rule, language)}" for number, rule in enumerate(pack.rules, 1)]
    verb = _VERBS[pack.default][0 if ko else 1]
    lines.append(f"해당하는 규칙이 없으면 {verb}." if ko else f"If no rule holds, {verb}.")
    return tuple(lines)


def rule_sentence(rule: Rule, language: str) -> str:
    """One rule: when it holds, what it decides, and why."""
    at = 0 if language == "ko" else 1
    when = all_of(rule.when, language, Ending.IF)
    verb = _VERBS[rule.decision][at]
    basis = _BASES[rule.basis][at]
    lifted = (
        ""
        if rule.after_approval is None
        else rule.after_approval.ko
        if at == 0
        else rule.after_approval.word.replace("_", " ")
    )
    if at == 0:
        head = f"{when} {verb}." if when else f"그 밖에는 {verb}."
        after = f" 승인을 받으면 '{lifted}'." if lifted else ""
        duties = f" 의무: {_duties(rule, 0)}." if rule.obligations else ""
        return f"[{rule.id}] {head}{after} 사유: {rule.reason_ko} 근거: {basis}.{duties}"
    head = f"If {when}, {verb}." if when else f"Otherwise {verb}."
    after = f" With an approval: {lifted}." if lifted else ""
    duties = f" Obligations: {_duties(rule, 1)}." if rule.obligations else ""
    return f"[{rule.id}] {head}{after} Reason: {rule.reason_en} Basis: {basis}.{duties}"


def _duties(rule: Rule, at: int) -> str:
    return ", ".join(DUTIES[one][at] if one in DUTIES else one for one in rule.obligations)


def all_of(conditions: tuple[Condition, ...], language: str, ending: Ending = Ending.BARE) -> str:
    """Conditions as one clause: "모델 계열이 deepseek이고 운영 주체가 기관 내부이면"."""
    if language != "ko":
        return " and ".join(clause(condition, language) for condition in conditions)
    last = len(conditions) - 1
    return " ".join(
        clause(condition, "ko", ending if at == last else Ending.AND) for at, condition in enumerate(conditions)
    )


def clause(condition: Condition, language: str, ending: Ending = Ending.BARE) -> str:
    """One condition: "정보 등급이 민감(S)", "보안서약을 하지 않음"; "the data's grade is S (sensitive)"."""
    at, name = 0 if language == "ko" else 1, condition.attribute
    match condition.test:
        case Equals(value):
            return _is(name, word_of(value), _word(value, name, at), at, ending)
        case Not(Equals(value)) if ATTRIBUTES[name].sort is Sort.FLAG:
            return clause(Condition(name, Equals(not value)), language, ending)
        case Not(inner):
            return _is_not(name, _said(inner, name, at), at, ending)
        case Contains(text) if at == 0:
            return f"{_subject(name)} '{text}'{particle(text, '을/를')} 포함{_DOES[ending]}"
        case test:
            return _is(name, "", _said(test, name, at), at, ending)


def _is(name: str, word: str, said: str, at: int, ending: Ending) -> str:
    if fact := _FACTS.get((name, word)):
        what, verb, english = fact
        return f"{what}{verb[ending]}" if at == 0 else english
    return f"{_subject(name)} {said}{_COPULA[ending]}" if at == 0 else f"{NAMES[name][1]} is {said}"


def _is_not(name: str, said: str, at: int, ending: Ending) -> str:
    if at == 0:
        return f"{_subject(name)} {said}{particle(said, '이/가')} {_IS_NOT[ending]}"
    return f"{NAMES[name][1]} is not {said}"


def _subject(name: str) -> str:
    return f"{NAMES[name][0]}{particle(NAMES[name][0], '이/가')}"


def inputs_said(when: Mapping[str, Shape], language: str) -> str:
    """A set of inputs, as a difference tells it: "정보 등급이 민감(S) 또는 기밀(C)이고 단말 구분이 …"."""
    at, last = 0 if language == "ko" else 1, len(when) - 1
    said = (
        _input_said(name, shape, at, Ending.BARE if number == last else Ending.AND)
        for number, (name, shape) in enumerate(when.items())
    )
    return (" " if at == 0 else " and ").join(said)


def _input_said(name: str, shape: Shape, at: int, ending: Ending) -> str:
    if isinstance(shape, dict) and "not" in shape:
        return _is_not(name, _shaped(shape["not"], name, at), at, ending)
    return _is(name, shape if isinstance(shape, str) else "", _shaped(shape, name, at), at, ending)


def _shaped(shape: Shape, name: str, at: int) -> str:
    if isinstance(shape, str):
        return _word(shape, name, at)
    if isinstance(shape, dict):
        since, until = shape.get("gte"), shape.get("lt")
        parts = [f"{since} 이후" if at == 0 else f"{since} or later"] if since else []
        parts += [f"{until} 전" if at == 0 else f"before {until}"] if until else []
        return ", ".join(parts) or ("언제나" if at == 0 else "any day")
    return (" 또는 " if at == 0 else " or ").join(_shaped(one, name, at) for one in shape)


def _said(test: Test, name: str, at: int) -> str:
    def word(value: Value) -> str:
        return _word(value, name, at)

    match test:
        case Equals(value):
            return word(value)
        case AnyOf(values):
            return (" 또는 " if at == 0 else " or ").join(map(word, values))
        case AtLeast(value):
            day = ATTRIBUTES[name].sort is Sort.DAY
            return (
                f"{word(value)} 이상"
                if at == 0 and not day
                else f"{word(value)} 이후"
                if at == 0
                else f"{word(value)} or {'later' if day else 'higher'}"
            )
        case Below(value):
            day = ATTRIBUTES[name].sort is Sort.DAY
            return (
                f"{word(value)} 미만"
                if at == 0 and not day
                else f"{word(value)} 전"
                if at == 0
                else f"{'before' if day else 'below'} {word(value)}"
            )
        case Contains(text):
            return f"'{text}' 포함" if at == 0 else f"one that contains '{text}'"
        case Not(inner):
            return f"{_said(inner, name, at)} 아님" if at == 0 else f"not {_said(inner, name, at)}"
        case _:  # pragma: no cover
            assert_never(test)


def _word(value: Value, name: str, at: int) -> str:
    text = word_of(value)
    if text in _OWNED and name in _OWNED[text]:
        return _OWNED[text][name][at]
    if ATTRIBUTES[name].sort in {Sort.WORD, Sort.WORDS, Sort.DAY}:
        return text
    return VALUES.get(text, (text, text))[at]
