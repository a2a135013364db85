"""Free texts that officers write (사유서, 제목, 본문): short, printable, and without anybody's personal data.

Records and notices outlive the reason for which they were written, and are read by many: what names a person in them
would too (개인정보 보호법 제16조). The gate's own detectors are asked. What does not live here: masking prompts.
"""

from gwanmun.control.office import refused
from gwanmun.policy.explain import particle
from gwanmun.privacy.find import find
from gwanmun.privacy.kinds import masked

_LINES = frozenset("\n\t")


def sound_text(text: str, where: str, *, least: int = 1, most: int = 500, lines: bool = True) -> None:
    """Raises `BadCommand`: too short, too long, control characters, or personal data (the kind is named, never the value)."""
    stripped = text.strip()
    if not least <= len(stripped) <= most:
        raise refused(
            f"{least}자 이상 {most}자 이하로 적으십시오", f"it must have {least} to {most} characters",
            f"{where}{particle(where, '을/를')} 고치십시오", f"correct {where}", where,
        )  # fmt: skip
    allowed = _LINES if lines else frozenset()
    if not all(ch.isprintable() or ch in allowed for ch in text):
        raise refused(
            "제어 문자나 보이지 않는 문자가 있습니다", "it holds control or invisible characters",
            "글자로만 적으십시오", "use plain characters", where,
        )  # fmt: skip
    kinds = sorted({found.kind.value for found in find(stripped) if masked(found.kind)})
    if kinds:
        raise refused(
            f"개인정보로 보이는 내용이 있습니다 ({', '.join(kinds)})", f"it seems to hold personal data ({', '.join(kinds)})",
            "개인을 알아볼 수 있는 내용을 빼십시오", "leave out what identifies anybody", where,
        )  # fmt: skip
