"""The page a person sees (차단 안내): what was stopped, why, by which rule and since when, and where to ask. Korean and
English, one file for each reason, without script, image or anything fetched.

What does not live here: which page is shown (`squid.py`). Squid fills `%H` (host), `%i` (client) and `%T` (time).
"""

from gwanmun.enforce.plan import Plan, Reason

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "%": "%%"})

ADDRESS = Reason(
    "ADDRESS", "deny", "이 주소는 차단된 서비스의 것입니다.", "This address belongs to a blocked service.",
    "우회 접속 차단", "ways round the block", "", "",
)  # fmt: skip
NAMELESS = Reason(
    "NAMELESS", "deny", "이름 없이 주소만으로는 접속할 수 없습니다. 사이트의 이름으로 접속하십시오.",
    "An address without a name cannot be judged. Use the site's name.", "우회 접속 차단", "ways round the block", "", "",
)  # fmt: skip
_OWN = {one.code: one for one in (ADDRESS, NAMELESS)}


def page(plan: Plan, code: str) -> str:
    """The page for one reason."""
    reason = _OWN.get(code) or next((one for one in plan.reasons if one.code == code), ADDRESS)
    link = (
        f"{plan.doors.request_link}?code={code}&amp;policy={plan.stamp}&amp;host=%H" if plan.doors.request_link else ""
    )
    since = f" · {_text(reason.since)} 시행 (since)" if reason.since else ""
    source = f"<p class=s>출처 Source: {_text(reason.source)}{since}</p>" if reason.source else ""
    ask_ko = f'<a href="{link}">예외 승인 요청</a>' if link else f"{_text(plan.doors.contact_ko)}에 문의하십시오"
    ask_en = f'<a href="{link}">Request an exception</a>' if link else "Ask your security officer"
    return f"""<!DOCTYPE html>
<html lang="ko"><head><meta charset="utf-8"><title>접속 차단 · Blocked (%H)</title>
<style>body{{font:17px/1.7 sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1e2124}}h1{{font-size:1.5rem}}
code{{background:#f4f5f6;padding:.1rem .3rem}}a{{color:#0b50d0}}.s{{color:#464c53;font-size:.9rem}}hr{{border:0;border-top:1px solid #cdd1d5}}</style></head>
<body><h1>이 서비스는 업무용 단말에서 이용할 수 없습니다</h1>
<p><code>%H</code></p>
<p>{_text(reason.ko)}</p>
<p>사유 <code>{_text(reason.code)}</code> · {_text(reason.title_ko)}</p>
{source}<p>{ask_ko}</p><hr>
<h1 lang="en">This service may not be used on this device</h1>
<p lang="en">{_text(reason.en)} Reason <code>{_text(reason.code)}</code>, {_text(reason.title_en)}.</p>
<p lang="en">{ask_en}</p>
<p class=s>정책 policy {plan.stamp} · 단말 device %i · %T</p>
</body></html>
"""


def _text(text: str) -> str:
    """Text as it stands in the page: markup and Squid's macros made harmless."""
    return text.translate(_ESCAPES)
