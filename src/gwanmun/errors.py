"""The whole error taxonomy: six families, sorted by whose turn it is to act (style.md §6).

What lives here: every error class, its stable `code`, its HTTP `status`, and its words in Korean and English: what is
wrong (`ko`, `en`) and what to do next (`remedy_ko`, `remedy_en`). What does not: how an error is written in a vendor's
dialect (`gateway/replies.py`) or on a screen.

No error ever holds personal data, prompt text or a secret: `where` is a place (a JSON pointer, a header's name, a
file, line and column), never a value.
"""

from collections.abc import Mapping
from typing import ClassVar


class GwanmunError(Exception):
    """The root. `params` fill the words; they must be safe to show and to record."""

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    #: How a command ends by it: 1 the answer is no, 2 usage or bad input, 3 it cannot be done here now, 4 evidence does
    #: not add up. 0 is for what was done.
    exit_code: ClassVar[int] = 3
    ko: ClassVar[str] = "관문 내부 오류입니다."
    en: ClassVar[str] = "An internal fault of the gate."
    remedy_ko: ClassVar[str] = "요청 번호와 함께 정보보호담당관에게 알려 주십시오."
    remedy_en: ClassVar[str] = "Tell the security officer, with the request number."

    def __init__(self, where: str = "", **params: object) -> None:
        self.where = where
        self.params = params
        super().__init__(self.message("en"))

    def __reduce__(self) -> tuple[object, ...]:
        """An error passes between processes as it is, whatever its class is made from."""
        return _again, (type(self), self.__dict__, self.args)

    def message(self, language: str) -> str:
        """Say what is wrong, in `ko` or `en`, naming the place when one is known."""
        text = (self.ko if language == "ko" else self.en).format_map(_Blank(self.params))
        return f"{text} ({self.where})" if self.where else text

    def remedy(self, language: str) -> str:
        """Say what to do next, in `ko` or `en`."""
        return (self.remedy_ko if language == "ko" else self.remedy_en).format_map(_Blank(self.params))


def _again(kind: type[GwanmunError], state: Mapping[str, object], args: tuple[object, ...]) -> GwanmunError:
    made = kind.__new__(kind, *args)
    made.args = args
    made.__dict__.update(state)
    return made


class _Blank(dict[str, object]):
    """A missing parameter shows as a dash: wording an error must never raise another one."""

    def __missing__(self, key: str) -> str:
        return "-"


# ---------------------------------------------------------------- Refusal: a lawful no


class Refusal(GwanmunError):
    """A lawful no. The person or their officer acts."""

    status = 403
    code = "refused"
    exit_code = 1


class Unidentified(Refusal):
    """Nobody we know stands behind the key. `problem`: missing, unknown, expired, revoked, mismatch."""

    code = "unidentified"
    status = 401
    ko = "이용 키를 확인할 수 없습니다: {problem_ko}."
    en = "The key could not be accepted: {problem_en}."
    remedy_ko = "소속 기관의 AI 담당자에게 새 키를 발급받아 Authorization: Bearer gm_… 헤더로 보내십시오."
    remedy_en = "Ask your agency's AI officer for a key and send it as Authorization: Bearer gm_…"

    WORDS: ClassVar[dict[str, tuple[str, str]]] = {
        "missing": ("키가 없습니다", "no key was sent"),
        "unknown": ("등록되지 않은 키입니다", "the key is not known here"),
        "expired": ("만료된 키입니다", "the key has expired"),
        "revoked": ("폐기된 키입니다", "the key has been revoked"),
        "ambiguous": ("키가 두 가지로 제시되었습니다", "two different credentials were sent"),
    }

    def __init__(self, problem: str, where: str = "") -> None:
        self.problem = problem
        words = self.WORDS[problem]
        super().__init__(where, problem_ko=words[0], problem_en=words[1])


class NotAdmitted(Refusal):
    """The person is known, but this department, purpose, device class or service is not theirs to use."""

    code = "not_admitted"
    ko = "이 키로는 이용할 수 없습니다: {what_ko}."
    en = "This key does not admit that: {what_en}."
    remedy_ko = "키에 등록된 부서·목적·단말 구분을 확인하거나 담당자에게 등록을 요청하십시오."
    remedy_en = "Check the departments, purposes and device classes on the key, or ask your officer to add one."


class TrainingNeeded(NotAdmitted):
    """The required course is missing or has lapsed: the person is led to it, not merely stopped (S28)."""

    code = "training_required"
    ko = "필수 교육 이수 기록이 없거나 만료되었습니다. 교육 이수 후 바로 이용할 수 있습니다."
    en = "The required training is missing or has lapsed; complete the course and try again."
    remedy_ko = "교육을 이수하십시오: {course_ko} ({where_ko}). 이수가 등록되면 바로 이용할 수 있습니다."
    remedy_en = "Take the course: {course_en} ({where_en}). You are admitted as soon as it is recorded."

    def __init__(self, course_ko: str = "", course_en: str = "", place: str = "", course: str = "") -> None:
        super().__init__(
            course_ko=course_ko or "소속 기관의 생성형 AI 필수 교육",
            course_en=course_en or "your agency's required course on generative AI",
            where_ko=place or "소속 기관의 AI 담당자에게 문의",
            where_en=place or "ask your agency's AI officer",
            course=course,
            place=place,
        )


class UnknownModel(NotAdmitted):
    """The model's name is not on the catalogue of this person's agency."""

    code = "unknown_model"
    status = 404
    ko = "서비스 목록에 없는 모델입니다."
    en = "That model is not on the service catalogue."
    remedy_ko = "GET /v1/models에서 이용할 수 있는 모델을 확인하십시오. 새 모델은 기본적으로 미승인입니다."
    remedy_en = "See GET /v1/models for the models you may use. New models are unapproved by default."


class WrongDialect(UnknownModel):
    """The model is listed, and reached over the other dialect's path only."""

    code = "wrong_dialect"
    ko = "이 모델은 이 경로로 이용할 수 없습니다."
    en = "That model cannot be used over this path."
    remedy_ko = "{path} 경로로 보내십시오.{or_ko}"
    remedy_en = "Send it to {path}.{or_en}"


class NotAppointed(Refusal):
    """The person holds none of the roles that may do this, today."""

    code = "not_appointed"
    ko = "이 행위를 할 수 있는 직무에 임명되어 있지 않습니다: {roles_ko}."
    en = "You are not appointed to a role that may do this: {roles_en}."
    remedy_ko = "필요하면 시스템 관리자에게 임명을 요청하십시오. 맡은 직무는 화면 위쪽과 GET /api/v1/me에 있습니다."
    remedy_en = "Ask the administrator for an appointment if you need one. Your roles stand at the top of each page and in GET /api/v1/me."


class OutsideReach(Refusal):
    """The person may do this, and not there: another agency's or department's, or the whole installation's."""

    code = "outside_reach"
    ko = "임명된 기관·부서의 범위를 벗어납니다: {what_ko}."
    en = "That lies outside your appointment: {what_en}."
    remedy_ko = "해당 기관의 담당자에게 요청하십시오. 이 시도는 감사기록에 남습니다."
    remedy_en = "Ask an officer of that agency. This attempt is in the journal."


class TooFast(Refusal):
    """More requests than one caller may make in that time."""

    code = "too_many_requests"
    status = 429
    ko = "요청이 너무 잦습니다."
    en = "Too many requests."
    remedy_ko = "{seconds}초 뒤 다시 시도하십시오."
    remedy_en = "Try again in {seconds} seconds."


class Judged(Refusal):
    """A refusal that a rule caused: carries the decision (a `domain.decisions.Decision`) for the words."""

    decision: object

    def __init__(self, decision: object, **params: object) -> None:
        self.decision = decision
        super().__init__("", **params)


class Forbidden(Judged):
    """The policy denies."""

    code = "denied"
    ko = "{reason_ko}"
    en = "{reason_en}"
    remedy_ko = "{next_ko}"
    remedy_en = "{next_en}"


class NeedsApproval(Judged):
    """The policy asks for an approval that has not been granted."""

    code = "approval_required"
    ko = "{reason_ko}"
    en = "{reason_en}"
    remedy_ko = "{next_ko}{how_ko}"
    remedy_en = "{next_en}{how_en}"
    path: ClassVar[str] = "/api/v1/approvals"

    def __init__(self, decision: object, filing: Mapping[str, object] | None = None, **params: object) -> None:
        """`filing`: the body of the call that files the request, ready but for the reason; None where nothing can be
        filed. `how_*` are its words, empty where another step comes first.
        """
        self.filing = filing
        how_ko = f" 승인 요청: 데스크의 POST {self.path} (본문은 이 응답의 approval_request.body)."
        how_en = f" To request it: POST {self.path} at the desk, with approval_request.body of this answer."
        ways = {"how_ko": how_ko if filing else "", "how_en": how_en if filing else ""}
        super().__init__(decision, **{**ways, **params})


class NoInHouseRoute(Judged):
    """The policy sends this prompt in-house, and no in-house service of the same dialect can take it."""

    code = "no_in_house_route"
    ko = "내부 모델로만 처리할 수 있으나 이용 가능한 내부 모델이 없습니다: {reason_ko}"
    en = "Only an in-house model may answer this, and none can: {reason_en}"
    remedy_ko = "{next_ko}"
    remedy_en = "{next_en}"


class OnlyInHouse(Judged):
    """A safe copy for a web service of what the policy sends to an in-house model: it cannot be carried there by hand."""

    code = "only_in_house"
    ko = "내부 모델로만 처리할 수 있는 내용이라 웹 서비스로 옮길 수 없습니다: {reason_ko}"
    en = "Only an in-house model may answer this, so it may not be carried to a web service: {reason_en}"
    remedy_ko = "업무 도우미에서 내부 모델을 골라 보내십시오."
    remedy_en = "Choose an in-house model in the workspace and send it there."


class KindRefused(Refusal):
    """The agency sends no prompt that holds this kind of personal data or secret, masked or not."""

    code = "kind_refused"
    ko = "소속 기관이 생성형 AI 입력을 금지한 개인정보가 들어 있습니다: {kinds_ko}."
    en = "The prompt holds what your agency never lets into a prompt: {kinds_en}."
    remedy_ko = "표시된 위치에서 해당 정보를 지우고 다시 보내십시오."
    remedy_en = "Remove it from the place named and send the prompt again."

    def __init__(self, where: str, kinds_ko: tuple[str, ...], kinds_en: tuple[str, ...]) -> None:
        super().__init__(where, kinds_ko=", ".join(kinds_ko), kinds_en=", ".join(kinds_en))


class AnswerHeld(Refusal):
    """The answer brought personal data of its own, and the agency lets none of such an answer through."""

    code = "answer_held"
    ko = "답변에 개인정보가 들어 있어 전달을 멈추었습니다: {kinds_ko}."
    en = "The answer was held back because it holds personal data: {kinds_en}."
    remedy_ko = "개인정보를 묻지 않도록 질문을 고쳐 다시 보내십시오. 이용 요금은 부과됩니다."
    remedy_en = "Ask without calling for personal data. The use is charged all the same."

    def __init__(self, kinds_ko: tuple[str, ...], kinds_en: tuple[str, ...]) -> None:
        super().__init__("", kinds_ko=", ".join(kinds_ko), kinds_en=", ".join(kinds_en))


class OverAllowance(Refusal):
    """The worst case of this request does not fit an allowance. `level`: person, department, government."""

    code = "over_allowance"
    status = 429
    ko = "{level_ko} 한도를 넘습니다: 이 요청의 최대 비용 {worst_won}원, 남은 한도 {left_won}원 ({period_ko})."
    en = "Over the {level_en} allowance: this request could cost up to {worst_won} won, {left_won} won is left ({period_en})."
    remedy_ko = "max_tokens를 줄여 다시 요청하거나 예산담당관에게 한도 조정을 요청하십시오."
    remedy_en = "Lower max_tokens and try again, or ask the budget officer for more."
    limit: object = None  # the domain.allowances.Limit in the way


class NoPrice(Refusal):
    """No valid price or exchange rate for the day: the worst case cannot be bounded, so nothing is sent."""

    code = "no_price"
    status = 403
    ko = "오늘 유효한 단가 또는 환율이 없어 비용 상한을 계산할 수 없습니다: {what}."
    en = "No price or exchange rate is valid today, so the cost cannot be bounded: {what}."
    remedy_ko = "예산담당관이 단가·환율 자료를 갱신해야 합니다."
    remedy_en = "The budget officer must update the price and rate rows."


# ---------------------------------------------------------------- BadInput: the sender's text is malformed


class BadInput(GwanmunError):
    """The sender's text is malformed."""

    status = 400
    code = "bad_input"
    exit_code = 2


class BadRequest(BadInput):
    """A request that cannot be examined or understood. `problem` is a row of `PROBLEMS`."""

    code = "bad_request"

    #: problem → (status, ko, en, remedy_ko, remedy_en)
    PROBLEMS: ClassVar[dict[str, tuple[int, str, str, str, str]]] = {
        "broken_json": (
            400,
            "JSON 문법이 올바르지 않습니다.",
            "The body is not valid JSON.",
            "표시된 위치를 고쳐 다시 보내십시오.",
            "Correct the place named and send it again.",
        ),
        "not_an_object": (
            400,
            "본문은 JSON 객체여야 합니다.",
            "The body must be a JSON object.",
            "{{…}} 형식으로 보내십시오.",
            "Send an object: {{…}}.",
        ),
        "not_utf8": (
            400,
            "본문이 UTF-8이 아닙니다.",
            "The body is not UTF-8.",
            "UTF-8로 인코딩하여 보내십시오.",
            "Encode the body as UTF-8.",
        ),
        "duplicate_key": (
            400,
            "같은 키가 두 번 있습니다.",
            "A key stands twice in one object.",
            "중복된 키를 하나만 남기십시오.",
            "Leave only one of them.",
        ),
        "bad_number": (
            400,
            "허용되지 않는 숫자(NaN, Infinity, 과대)입니다.",
            "A number that is not allowed (NaN, Infinity or too large).",
            "유한한 숫자로 바꾸십시오.",
            "Use a finite number.",
        ),
        "lone_surrogate": (
            400,
            "짝이 없는 유니코드 대리 문자가 있습니다.",
            "A lone Unicode surrogate.",
            "올바른 유니코드 문자열로 보내십시오.",
            "Send well-formed Unicode.",
        ),
        "too_deep": (
            400,
            "JSON 중첩이 너무 깊습니다.",
            "The JSON is nested too deeply.",
            "중첩을 {limit}단계 이하로 줄이십시오.",
            "Nest at most {limit} levels.",
        ),
        "too_many": (
            400,
            "항목 수가 너무 많습니다.",
            "Too many items.",
            "{limit}개 이하로 줄이십시오.",
            "Send at most {limit}.",
        ),
        "unknown_field": (
            400,
            "검사할 수 없는 항목이므로 보내지 않습니다.",
            "A field that this gate does not know and so cannot examine.",
            "항목을 빼거나 담당자에게 서비스 설정에 추가를 요청하십시오.",
            "Leave the field out, or ask your officer to admit it for this service.",
        ),
        "missing_field": (
            400,
            "필수 항목이 없습니다.",
            "A required field is missing.",
            "항목을 채워 다시 보내십시오.",
            "Add the field.",
        ),
        "bad_value": (
            400,
            "항목의 값이나 형식이 올바르지 않습니다.",
            "A field's value or type is not allowed.",
            "허용되는 값으로 바꾸십시오: {allowed}.",
            "Use an allowed value: {allowed}.",
        ),
        "cannot_examine": (
            400,
            "내용을 검사할 수 없는 항목이라 보낼 수 없습니다: {what}.",
            "This cannot be examined and so is not sent: {what}.",
            "본문을 글로 넣어 보내십시오.",
            "Send the content as text instead.",
        ),
        "cannot_bound": (
            400,
            "비용 상한을 정할 수 없는 항목입니다: {what}.",
            "The cost of this cannot be bounded: {what}.",
            "항목을 빼고 다시 보내십시오.",
            "Leave it out.",
        ),
        "unsupported_encoding": (
            415,
            "압축되거나 인코딩된 본문은 받지 않습니다.",
            "Encoded bodies are not accepted.",
            "Content-Encoding 없이 보내십시오.",
            "Send it without Content-Encoding.",
        ),
        "unsupported_media": (
            415,
            "본문 형식은 application/json 이어야 합니다.",
            "The body must be application/json.",
            "Content-Type: application/json 으로 보내십시오.",
            "Send Content-Type: application/json.",
        ),
        "body_too_large": (
            413,
            "본문이 너무 큽니다.",
            "The body is too large.",
            "{limit}바이트 이하로 나누어 보내십시오.",
            "Send at most {limit} bytes.",
        ),
        "bad_header": (
            400,
            "헤더가 올바르지 않습니다.",
            "A header is not acceptable.",
            "헤더를 고쳐 다시 보내십시오.",
            "Correct the header.",
        ),
        "bad_http": (
            400,
            "HTTP 요청 형식이 올바르지 않습니다.",
            "The HTTP request is malformed.",
            "HTTP/1.1 클라이언트를 확인하십시오.",
            "Check the HTTP client.",
        ),
        "header_too_large": (
            431,
            "헤더가 너무 큽니다.",
            "The headers are too large.",
            "헤더를 줄이십시오.",
            "Send fewer or shorter headers.",
        ),
        "timed_out": (
            408,
            "요청이 제때 도착하지 않았습니다.",
            "The request did not arrive in time.",
            "다시 보내십시오.",
            "Send it again.",
        ),
        "unknown_path": (
            404,
            "없는 경로입니다.",
            "There is nothing at this path.",
            "/v1/chat/completions, /v1/messages, /v1/models 중 하나를 이용하십시오.",
            "Use /v1/chat/completions, /v1/messages or /v1/models.",
        ),
        "no_such_route": (
            404,
            "없는 API 경로입니다.",
            "There is no such path in this API.",
            "GET /api/v1/openapi.json에서 경로를 확인하십시오.",
            "See GET /api/v1/openapi.json for the paths.",
        ),
        "no_such_thing": (
            404,
            "찾는 항목이 없습니다.",
            "There is no such thing.",
            "목록을 조회하여 이름을 확인하십시오.",
            "List them and check the name.",
        ),
        "no_such_page": (
            404,
            "찾으시는 화면이 없거나 주소가 바뀌었습니다.",
            "There is no such page, or its address has changed.",
            "주소를 확인하거나 처음 화면에서 다시 찾으십시오.",
            "Check the address, or start again from the first page.",
        ),
        "bad_method": (
            405,
            "이 경로에서 허용되지 않는 메서드입니다.",
            "That method is not allowed here.",
            "{allowed} 방식으로 보내십시오.",
            "Use {allowed}.",
        ),
        "cannot_keep": (
            400,
            "그대로 두도록 고른 자리를 그대로 둘 수 없습니다.",
            "A place that was chosen to stay cannot stay as it is.",
            "미리 보기를 다시 확인하십시오. 그대로 둘 수 있는 유형은 소속 기관이 정합니다.",
            "Look at the preview again. Your agency decides which kinds may stay.",
        ),
        "cannot_mask": (
            400,
            "개인정보를 가릴 수 없는 자리에 있습니다.",
            "Personal data stands where it cannot be masked.",
            "표시된 위치에서 개인정보를 빼십시오.",
            "Remove the personal data from the place named.",
        ),
    }

    def __init__(self, problem: str, where: str = "", **params: object) -> None:
        self.problem = problem
        super().__init__(where, **params)

    @property
    def http_status(self) -> int:
        """The status of this problem."""
        return self.PROBLEMS[self.problem][0]

    def message(self, language: str) -> str:
        row = self.PROBLEMS[self.problem]
        text = (row[1] if language == "ko" else row[2]).format_map(self._told(language))
        return f"{text} ({self.where})" if self.where else text

    def remedy(self, language: str) -> str:
        row = self.PROBLEMS[self.problem]
        return (row[3] if language == "ko" else row[4]).format_map(self._told(language))

    def _told(self, language: str) -> _Blank:
        """The parameters in one language: `가 · a` holds both, and some words of the dialects have a Korean one."""
        told = _Blank(self.params)
        for name, value in self.params.items():
            if isinstance(value, str):
                ko, both, en = value.partition(" · ")
                if both:
                    told[name] = ko if language == "ko" else en
                elif language == "ko":
                    told[name] = _IN_KOREAN.get(value, value)
        return told


#: What the dialects name in English and is no field's own name.
_IN_KOREAN = {
    "remote tool": "원격 도구",
    "logit_bias (token ids)": "logit_bias(토큰 번호)",
    "JSON in JSON in JSON …": "JSON 안의 JSON이 너무 깊음",
    "\\u in \\u in \\u …": "\\u 표기가 너무 깊음",
    "text without U+0000": "U+0000이 없는 글",
    "array": "배열(array)",
    "object": "객체(object)",
    "string": "문자열(string)",
}


class BadDocument(BadRequest):
    """A document that cannot be read whole, and so is not used at all. `where` is a part of it, `problem` a row below."""

    code = "bad_document"

    #: problem → (status, ko, en, remedy_ko, remedy_en)
    PROBLEMS: ClassVar[dict[str, tuple[int, str, str, str, str]]] = {
        "encrypted": (
            400,
            "암호가 걸린 문서입니다.",
            "The document is encrypted.",
            "암호를 풀고 저장한 뒤 다시 시도하십시오.",
            "Save it without a password and try again.",
        ),
        "distribution": (
            400,
            "배포용 문서라 내용을 읽을 수 없습니다.",
            "A distribution copy (배포용) cannot be read.",
            "작성 부서에서 일반 문서로 저장한 원본을 받으십시오.",
            "Ask its authors for the ordinary document.",
        ),
        "damaged": (
            400,
            "문서가 손상되었거나 잘려 있습니다.",
            "The document is damaged or cut short.",
            "원본을 다시 받아 편집기에서 열어 저장한 뒤 시도하십시오.",
            "Get it again, open and save it in its editor, and retry.",
        ),
        "image_only": (
            400,
            "글자 없이 그림(스캔)만 있어 내용을 확인할 수 없습니다.",
            "There are only pictures (a scan): the text cannot be examined.",
            "글자가 들어 있는 원본을 쓰십시오. 없으면 글자 인식을 켠 업무 도우미에 올려, 인식된 글자를 원본과 대조한 뒤 보내십시오.",
            "Use the original with its text. If there is none, put it into the workspace where letters are recognised, and check them.",
        ),
        "no_text": (
            400,
            "파일에서 글자를 하나도 얻지 못했습니다.",
            "No text came out of the file.",
            "파일을 편집기에서 열어 내용을 확인하고 다시 저장하십시오.",
            "Open it in its editor, check its content and save it again.",
        ),
        "unknown_type": (
            400,
            "읽을 수 있는 문서 형식이 아닙니다.",
            "This is not a kind of document that can be read.",
            "HWP, HWPX, PDF, DOCX, XLSX, PPTX, CSV, TXT, MD, HTML, EML 또는 이들의 ZIP으로 저장하십시오.",
            "Save it as HWP, HWPX, PDF, DOCX, XLSX, PPTX, CSV, TXT, MD, HTML, EML or a ZIP of these.",
        ),
        "lying_type": (
            400,
            "파일 이름의 형식({named})과 내용({found})이 서로 다릅니다.",
            "The name says {named}, the content is {found}.",
            "내용에 맞는 확장자로 이름을 고치십시오.",
            "Give the file the ending that its content has.",
        ),
        "wrong_encoding": (
            400,
            "글자 인코딩을 알 수 없습니다.",
            "The text is in no encoding that is known.",
            "UTF-8로 저장하십시오.",
            "Save it as UTF-8.",
        ),
        "macro": (
            400,
            "매크로가 들어 있습니다.",
            "The document holds a macro.",
            "매크로를 지우고 저장하십시오.",
            "Save it without macros.",
        ),
        "script": (
            400,
            "스크립트나 실행 요소가 들어 있습니다.",
            "The document holds a script or something that runs.",
            "스크립트를 지우고 저장하십시오.",
            "Save it without scripts.",
        ),
        "unread_part": (
            400,
            "검사할 수 없는 부분이 들어 있습니다: {what}.",
            "A part of it cannot be examined: {what}.",
            "그 부분을 빼고 저장하십시오.",
            "Remove that part and save it.",
        ),
        "external": (
            400,
            "문서 밖의 내용을 끌어옵니다.",
            "The document draws content from outside itself.",
            "외부 연결을 끊거나 내용을 붙여 넣어 저장하십시오.",
            "Break the link, or paste the content in, and save it.",
        ),
        "entities": (
            400,
            "XML 문서 형식 정의(DTD)나 개체가 들어 있습니다.",
            "Its XML holds a document type or entities.",
            "편집기에서 열어 다시 저장하십시오.",
            "Open and save it in its editor.",
        ),
        "too_deep": (
            400,
            "안에 든 것이 너무 깊습니다.",
            "It is nested too deeply.",
            "{limit}단계 이하로 줄이십시오.",
            "Nest at most {limit} levels.",
        ),
        "too_many": (
            400,
            "안에 든 것이 너무 많습니다.",
            "It holds too many things.",
            "{limit}개 이하로 나누십시오.",
            "Split it: at most {limit}.",
        ),
        "too_large": (
            413,
            "너무 큽니다.",
            "It is too large.",
            "{limit}바이트 이하로 나누십시오.",
            "Split it: at most {limit} bytes.",
        ),
        "ratio": (
            400,
            "압축을 풀면 비정상적으로 커집니다.",
            "It inflates out of proportion.",
            "원본을 편집기에서 다시 저장하십시오.",
            "Save the original again in its editor.",
        ),
        "bad_name": (
            400,
            "안에 든 파일의 이름을 쓸 수 없습니다.",
            "The name of a file within it is not acceptable.",
            "경로나 방향 제어 문자가 없는 이름으로 고치십시오.",
            "Use names without paths and control characters.",
        ),
        "disagreement": (
            400,
            "두 판독기가 읽은 내용이 서로 다릅니다.",
            "Two readers do not read the same text in it.",
            "편집기에서 HWPX로 저장하여 다시 시도하십시오.",
            "Save it as HWPX in its editor and try again.",
        ),
        "over_limits": (
            400,
            "정해진 시간이나 메모리 안에 읽지 못했습니다.",
            "It could not be read within the limits of time and memory.",
            "문서를 나누어 다시 시도하십시오.",
            "Split the document and try again.",
        ),
        "no_reader": (
            400,
            "이 설치에는 그 형식의 판독기가 없습니다.",
            "This installation has no reader for that format.",
            "pip install 'gwanmun[documents]'",
            "pip install 'gwanmun[documents]'",
        ),
        "cannot_write": (
            400,
            "이 형식은 가린 문서로 저장할 수 없습니다: {what}.",
            "A masked copy cannot be written: {what}.",
            "HWPX, DOCX, XLSX, PPTX, PDF, CSV 또는 TXT로 저장하여 시도하십시오.",
            "Save it as HWPX, DOCX, XLSX, PPTX, PDF, CSV or TXT and try again.",
        ),
        "pictures": (
            400,
            "그림은 가릴 수 없습니다: {count}개.",
            "Pictures cannot be masked: {count}.",
            "그림을 빈 그림으로 바꾸려면 --pictures blank, 확인한 그림을 남기려면 --pictures keep",
            "Use --pictures blank to replace them, --pictures keep once you have looked at them.",
        ),
        "still_there": (
            400,
            "가린 뒤에도 찾은 값이 남아 있어 저장하지 않았습니다.",
            "A value that was found would still stand in the copy, so it was not written.",
            "문서를 TXT로 저장하여 시도하고 담당자에게 알려 주십시오.",
            "Try it as TXT, and tell your officer.",
        ),
    }


class BadPolicy(BadInput):
    """A policy's words that cannot be read. `where` is file:line:column; `suggestion` what was probably meant, and
    `suggestion_en` the same where it holds Korean. `about`: policy, case (an input to be decided), claim.
    """

    code = "bad_policy"
    ko = "{about_ko}: {problem_ko}."
    en = "{about_en}: {problem_en}."
    remedy_ko = "{suggestion}"
    remedy_en = "{suggestion_en}"

    WORDS: ClassVar[dict[str, tuple[str, str]]] = {
        "policy": ("정책을 읽을 수 없습니다", "The policy cannot be read"),
        "case": ("판정할 수 없습니다", "It cannot be decided"),
        "claim": ("명제를 읽을 수 없습니다", "The claim cannot be read"),
    }

    def __init__(
        self, where: str = "", *, about: str = "policy", suggestion: str = "", suggestion_en: str = "", **params: object
    ) -> None:
        self.about = about
        words = self.WORDS[about]
        told = {"about": about, "about_ko": words[0], "about_en": words[1]}
        hints = {"suggestion": suggestion, "suggestion_en": suggestion_en or suggestion}
        super().__init__(where, **{**params, **told, **hints})

    def elsewhere(self, where: str, about: str) -> "BadPolicy":
        """The same words at another place, of another thing."""
        made = BadPolicy(where, about=about)
        words = {name: made.params[name] for name in ("about", "about_ko", "about_en")}
        made.params = {**self.params, **words}
        made.args = (made.message("en"),)
        return made


class BadSettings(BadInput):
    """The configuration cannot be used. `where` is the file and key."""

    code = "bad_settings"
    ko = "설정을 읽을 수 없습니다: {problem_ko}."
    en = "The settings cannot be used: {problem_en}."
    remedy_ko = "`gwanmun init`이 만든 예시와 docs/settings.md 를 참고하십시오."
    remedy_en = "Compare with the file that `gwanmun init` writes, and docs/settings.md."


class BadCommand(BadInput):
    """An act that the desk was asked for cannot be carried out as asked."""

    code = "bad_command"
    ko = "{problem_ko}"
    en = "{problem_en}"
    remedy_ko = "{next_ko}"
    remedy_en = "{next_en}"


class Declined(BadCommand):
    """An act that is understood, and that a rule stands against: two persons, an authority's word, the state of things."""

    code = "declined"
    status = 409
    exit_code = 1


class KeyReused(BadInput):
    """An idempotency key that stood over another request."""

    code = "idempotency_key_reused"
    status = 409
    ko = "같은 Idempotency-Key로 다른 요청을 보냈습니다."
    en = "That Idempotency-Key was used for another request."
    remedy_ko = "새 요청에는 새 키를 쓰십시오. 키는 24시간 동안 기억됩니다."
    remedy_en = "Use a new key for a new request; a key is remembered for 24 hours."


class AnswerGone(BadInput):
    """The request was carried out, and its answer cannot be shown a second time."""

    code = "answer_gone"
    status = 409
    ko = "이 요청은 이미 처리되었으나, 그 답은 다시 보여 드릴 수 없습니다."
    en = "This request was carried out, and its answer cannot be shown again."
    remedy_ko = "처리 결과를 조회하고, 비밀이 담긴 답이었다면 폐기한 뒤 새로 만드십시오."
    remedy_en = "Look at what was done; if the answer held a secret, revoke it and make a new one."


class TooLong(BadInput):
    """A prompt that cannot be examined in the time there is: sending it again changes nothing, splitting it does."""

    code = "too_long"
    status = 413
    ko = "글이 길어 개인정보를 검사하지 못했습니다. 보내지 않았습니다."
    en = "The text is too long to be examined for personal data. Nothing was sent."
    remedy_ko = "글을 나누어 보내십시오. 한 번에 {limit}자까지이며, 개인정보나 숫자가 많으면 더 짧게 나누십시오."
    remedy_en = "Split the text: {limit} characters at most, fewer where it is full of personal data or numbers."


# ---------------------------------------------------------------- UpstreamFault: the vendor failed


class UpstreamFault(GwanmunError):
    """The vendor failed. `did_work` is False only when the vendor surely did no billable work."""

    code = "upstream_fault"
    status = 502
    did_work: bool = True
    ko = "서비스가 오류를 돌려주었습니다 ({status})."
    en = "The service answered with an error ({status})."
    remedy_ko = "잠시 뒤 다시 시도하거나 다른 서비스를 이용하십시오."
    remedy_en = "Try again in a moment, or use another service."

    def __init__(self, where: str = "", *, did_work: bool = True, **params: object) -> None:
        self.did_work = did_work
        super().__init__(where, **params)


class UpstreamRefused(UpstreamFault):
    """The vendor did not take this request: too long for the model, a field it does not know, no such model there."""

    code = "upstream_refused"
    ko = "서비스가 이 요청을 받지 않았습니다 ({status})."
    en = "The service did not take this request ({status})."
    remedy_ko = "글이나 대화를 줄이거나 다른 모델을 이용하십시오. 되풀이되면 AI 담당자에게 알리십시오."
    remedy_en = "Shorten the text or the conversation, or use another model. If it stays, tell the AI officer."


class UpstreamLocked(UpstreamFault):
    """The vendor does not accept our own key, or the agency's contract with it."""

    code = "upstream_locked"
    ko = "서비스가 관문의 공급자 키 또는 계약을 받아들이지 않습니다 ({status})."
    en = "The service does not accept the gate's provider key, or the contract behind it ({status})."
    remedy_ko = "AI 담당자에게 알리십시오: 공급자 키와 계약 상태를 확인해야 합니다. 그동안 다른 서비스를 이용하십시오."
    remedy_en = "Tell the AI officer: provider key and contract are to be checked. Use another service meanwhile."


class Unreachable(UpstreamFault):
    """No connection could be made: refused, unresolved, TLS not verified, or an address that is not allowed."""

    code = "upstream_unreachable"
    ko = "서비스에 연결할 수 없습니다 ({problem})."
    en = "The service cannot be reached ({problem})."

    def __init__(self, where: str = "", **params: object) -> None:
        super().__init__(where, did_work=False, **params)


class TimedOut(UpstreamFault):
    """The service did not answer in the time set for it."""

    code = "upstream_timed_out"
    status = 504
    ko = "서비스가 제한 시간 안에 응답하지 않았습니다 ({phase})."
    en = "The service did not answer in time ({phase})."


class BrokeProtocol(UpstreamFault):
    """The service's answer broke off, or was not of the dialect that its entry names."""

    code = "upstream_broke_protocol"
    ko = "서비스의 응답 형식이 올바르지 않거나 중간에 끊겼습니다."
    en = "The service's answer broke off or was not in the expected form."


class UpstreamBusy(UpstreamFault):
    """The service asks callers to slow down (429)."""

    code = "upstream_busy"
    status = 429
    ko = "서비스가 요청을 제한하고 있습니다 (429)."
    en = "The service is limiting requests (429)."
    remedy_ko = "{retry_after}초 뒤 다시 시도하십시오."
    remedy_en = "Try again in {retry_after} seconds."


# ---------------------------------------------------------------- StoreFault: our own storage failed


class StoreFault(GwanmunError):
    """Our own storage failed: the gate is shut until it is back."""

    code = "store_fault"
    status = 503


class Unavailable(StoreFault):
    """The store cannot take or give anything now."""

    code = "store_unavailable"
    ko = "감사기록 또는 한도 저장소를 쓸 수 없어 관문을 닫았습니다 ({store})."
    en = "The gate is shut: a store it needs cannot be used ({store})."
    remedy_ko = "잠시 뒤 다시 시도하십시오. 계속되면 운영자에게 알려 주십시오."
    remedy_en = "Try again in a moment. If it goes on, tell the operator."


class NothingHere(StoreFault):
    """What a command needs is not on this machine: a part that was not installed, a journal that no gate began."""

    code = "nothing_here"
    ko = "{problem_ko}"
    en = "{problem_en}"
    remedy_ko = "{next_ko}"
    remedy_en = "{next_en}"


class ExaminerDown(Unavailable):
    """The process that examines long texts failed: what was not examined is not sent."""

    code = "examiner_unavailable"
    ko = "긴 글을 검사하는 작업자가 응답하지 않아 보내지 않았습니다."
    en = "The process that examines long texts failed, so nothing was sent."


class Overloaded(StoreFault):
    """The gate holds as much at once as it may."""

    code = "overloaded"
    ko = "동시에 처리할 수 있는 양을 넘었습니다."
    en = "The gate is handling as much as it may at once."
    remedy_ko = "잠시 뒤 다시 시도하십시오."
    remedy_en = "Try again in a moment."


class EngineFault(StoreFault):
    """A resolver, proxy or firewall did not take the change that it was given; what stood before stays in force."""

    code = "engine_fault"
    ko = "차단 엔진이 변경을 받아들이지 않았습니다 ({store}: {problem})."
    en = "An engine did not take the change ({store}: {problem})."
    remedy_ko = "이전 설정이 유지됩니다. 엔진의 기록을 확인한 뒤 다시 적용하십시오."
    remedy_en = "The former state stays in force. Look at the engine's own log, then apply again."


class NotIncluded(EngineFault):
    """An engine's own configuration does not read what was compiled for it: whatever is loaded, nothing would be refused."""

    code = "engine_not_included"
    ko = "차단 엔진의 설정({store})에 관문이 만든 파일을 읽는 줄이 없습니다. 이대로는 아무것도 막히지 않습니다."
    en = "The engine's own configuration ({store}) does not include the compiled file: as it is, nothing would be refused."
    remedy_ko = "{store}에 다음 줄을 넣은 뒤 다시 적용하십시오: {line}"
    remedy_en = "Add this line to {store}, then apply again: {line}"


class Stopping(StoreFault):
    """The gate is being stopped and takes no new requests."""

    code = "stopping"
    ko = "관문이 정지하는 중입니다."
    en = "The gate is stopping."
    remedy_ko = "잠시 뒤 다시 시도하십시오."
    remedy_en = "Try again in a moment."


class Conflict(StoreFault):
    """Somebody else changed it first, or holds the lock."""

    code = "store_conflict"
    status = 409
    ko = "다른 프로세스가 사용 중이거나 먼저 바꾸었습니다 ({store})."
    en = "Another process holds it or changed it first ({store})."
    remedy_ko = "이미 실행 중인 관문이 있는지 확인하십시오."
    remedy_en = "Check whether another gate is running on this directory."


class Busy(Conflict):
    """Another process works in the apply agent's folder: two at once would undo each other."""

    code = "agent_busy"
    ko = "다른 적용기가 이 폴더에서 일하고 있습니다 ({who}, {folder})."
    en = "Another apply agent is at work in this folder ({who}, {folder})."
    remedy_ko = (
        "잠시 뒤 다시 실행하십시오. 계속되면 그 프로세스를 확인하여 끝내십시오: 폴더마다 --watch는 하나만 둡니다."
    )
    remedy_en = "Run it again in a moment. If it goes on, look at that process and end it: one --watch for each folder."


class ChangedMeanwhile(Conflict):
    """Somebody changed what the caller had looked at: nothing of theirs is lost, and nothing was done."""

    code = "changed_meanwhile"
    exit_code = 1
    ko = "그사이 다른 담당자가 바꾸었습니다: {what_ko}."
    en = "Another officer changed it meanwhile: {what_en}."
    remedy_ko = "지금 상태를 다시 확인한 뒤, 확인한 판을 적어 다시 실행하십시오."
    remedy_en = "Look at it as it stands now, then run it again naming what you saw."


class Stale(Conflict):
    """What the caller saw is not what stands now (If-Match, If-None-Match)."""

    code = "stale"
    exit_code = 1
    status = 412
    ko = "보신 뒤에 다른 담당자가 바꾸었거나 이미 있습니다."
    en = "It was changed since you saw it, or it exists already."
    remedy_ko = "다시 조회하여 새 ETag로 보내십시오."
    remedy_en = "Read it again and send the new ETag."


# ---------------------------------------------------------------- the two that stop things


class IntegrityFault(GwanmunError):
    """Evidence does not add up. Never handled, always alarmed, stops the gate."""

    code = "integrity_fault"
    exit_code = 4
    status = 503
    ko = "감사기록이 서로 맞지 않습니다: {problem}."
    en = "The evidence does not add up: {problem}."
    remedy_ko = "아무것도 지우지 말고 감사담당관에게 알린 뒤 `gwanmun journal verify`를 실행하십시오."
    remedy_en = "Delete nothing; tell the auditor and run `gwanmun journal verify`."


class NotKept(IntegrityFault):
    """What the apply agent keeps below its folder is gone or altered. The engines go on with what they loaded."""

    code = "agent_state"
    ko = "적용기 폴더의 기록을 믿을 수 없습니다: {problem}."
    en = "What the apply agent keeps cannot be relied on: {problem}."
    remedy_ko = (
        "적용기 폴더를 통째로 복사해 담당자에게 넘기십시오. standing.json을 읽을 수 없으면 그 파일만 옆으로 옮긴 뒤"
        "(mv standing.json standing.json.kept) 마지막으로 서명된 묶음을 다시 적용하십시오: gwanmun enforce apply. 엔진은 그동안 지금 것을 유지합니다."
    )
    remedy_en = (
        "Keep a copy of the agent's whole folder for the officer. Where standing.json cannot be read, set it aside"
        " (mv standing.json standing.json.kept); then apply the last signed bundle again: gwanmun enforce apply."
        " Meanwhile the engines hold what they have."
    )


class Untrusted(IntegrityFault):
    """A bundle for the engines that too few officers signed, or that is older than what is in force."""

    code = "bundle_untrusted"
    ko = "배포 묶음을 믿을 수 없어 적용하지 않았습니다: {problem}."
    en = "The bundle is not trusted and was not applied: {problem}."
    remedy_ko = "지금 정책으로 다시 만들고 필요한 수의 담당자가 서명하십시오: gwanmun enforce bundle"
    remedy_en = "Make it again from the present policy, signed by enough officers: gwanmun enforce bundle"


class UnsafeChange(GwanmunError):
    """The computed change is too big to apply unattended; a person confirms."""

    code = "unsafe_change"
    exit_code = 1
    status = 409
    ko = "변경 폭이 커서 담당자 확인이 필요합니다: {what}."
    en = "The change is too big to apply without a person: {what}."
    remedy_ko = "변경 내용을 확인한 담당자의 번호를 함께 적어 다시 실행하십시오: --confirmed-by p-1024. 빈 파일은 누가 확인해도 적용하지 않습니다."
    remedy_en = "Review the change and run it again with the number of whoever confirms it: --confirmed-by p-1024. An empty file is applied for nobody."
