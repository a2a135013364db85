"""What examining, masking and restoring cost: CPU microseconds and MB/s, best of several rounds. No other process needed.

python bench/privacy_speed.py
"""

import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from gwanmun.domain.prompts import Passage, Role
from gwanmun.privacy.find import find, find_all
from gwanmun.privacy.grade import propose_grade
from gwanmun.privacy.mask import mask
from gwanmun.privacy.seen import Seen
from gwanmun.privacy.stream import Restorer, restore

CLEAN = "지방자치단체 공무원이 민원 답변 초안을 쓸 때 지켜야 할 원칙을 세 가지로 간단히 알려 주세요. 예시 문장도 두 개씩 붙여 주시고 존댓말로 써 주세요."
PARAGRAPH = (
    "○○시 주민 민원 처리 결과를 정리한 내부 검토 자료이다. 도로 보수 요청 건은 담당 부서가 현장을 확인한 뒤 예산 범위에서 "
    "처리하며, 처리 기한을 넘긴 건은 사유와 함께 보고한다. 신청인의 연락처와 주소는 처리 목적 외에 사용하지 않는다. "
)
NAMES = "담당자 김민수 주무관과 이서연 팀장이 현장을 보았고, 신청인 박도윤에게 결과를 알렸다. "
COMPLAINT = (
    "민원인 김영희(주민번호 900101-2234567, 연락처 010-2345-6789)님이 신한은행 110-234-567890 계좌로 환급을 요청함. "
    "담당자 박서준 주무관, hong@korea.kr. 비밀번호: Abc!1234\n"
)


def cost(act, rounds=7):
    """Least CPU microseconds of one act."""
    act()
    begun = time.process_time()
    act()
    once = max(time.process_time() - begun, 1e-7)
    times = max(1, int(0.03 / once))
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        for _ in range(times):
            act()
        best = min(best, (time.process_time() - begun) / times)
    return best * 1e6


#: What was measured in this run: name, bytes, CPU microseconds.
ROWS: list[tuple[str, int, float]] = []


def row(name, size, micros):
    ROWS.append((name, size, micros))
    print(f"{name:44s} {size:>9,d} B {micros:>12,.1f} us {size / micros:>9,.2f} MB/s")


def main():
    document = PARAGRAPH * (7800 // len(PARAGRAPH.encode()) + 1)
    dense = COMPLAINT * (7800 // len(COMPLAINT.encode()))
    named = (PARAGRAPH + NAMES) * (7800 // len((PARAGRAPH + NAMES).encode()) + 1)
    prompt = CLEAN + NAMES
    megabyte = PARAGRAPH * (1_000_000 // len(PARAGRAPH.encode()))
    row("yardstick: sum of 10,000 squares", 0, cost(lambda: sum(i * i for i in range(10_000))))
    for name, text in (
        ("find: clean prompt", CLEAN),
        ("find: prompt with names", prompt),
        ("find: clean document", document),
        ("find: document with names", named),
        ("find: one complaint", COMPLAINT),
        ("find: dense document", dense),
        ("find: 1 MB clean, one line", megabyte),
        ("find: 1 MB of digits", "1234567 " * 125_000),
        ("find: 1 MB of labels", "성명: " * 120_000),
    ):
        row(name, len(text.encode()), cost(lambda text=text: find(text), 3 if len(text) > 100_000 else 7))
    seen = Seen(find, b"k" * 32)
    row("find_all: dense document, remembered", len(dense.encode()), cost(lambda: find_all([dense], look=seen)))

    words = [w for w in (PARAGRAPH + COMPLAINT + CLEAN).split(" ") if w]
    rng = random.Random(1)
    fresh = [" ".join(rng.choice(words) for _ in range(400)) for _ in range(200)]
    begun = time.process_time()
    for text in fresh:
        find(text)
    size = sum(len(t.encode()) for t in fresh)
    row("find: text never seen before, mixed", size // 200, (time.process_time() - begun) * 1e6 / 200)

    for name, text in (("clean prompt", CLEAN), ("one complaint", COMPLAINT), ("dense document", dense)):
        passages, rows = [Passage(text, Role.USER, "/0")], find_all([text])
        row(f"mask: {name}", len(text.encode()), cost(lambda p=passages, r=rows: mask(p, r)))
        row(f"grade: {name}", len(text.encode()), cost(lambda t=text, r=rows: propose_grade([t], r)))
    done = mask([Passage(dense, Role.USER, "/0")], find_all([dense]))
    table = mask([Passage(COMPLAINT, Role.USER, "/0")], find_all([COMPLAINT])).table
    answer = ("⟨이름1⟩님의 민원은 처리 중입니다. 계좌 ⟨계좌1⟩로 환급하고 결과는 따로 알려 드립니다. " * 6)[:320]
    events = [answer[i : i + 10] for i in range(0, len(answer), 10)]

    def stream(table, depth=0):
        restorer = Restorer(table, depth)
        for event in events:
            restorer.feed(event)
        restorer.finish()

    row(
        "restore: dense document at once", len(done.texts[0].encode()), cost(lambda: restore(done.texts[0], done.table))
    )
    row(f"restore: stream of {len(events)} events", len(answer.encode()), cost(lambda: stream(table)))
    row(
        f"restore: stream of {len(events)} events, no tokens", len(answer.encode()), cost(lambda: stream(type(table)()))
    )
    row(f"restore: JSON stream of {len(events)} events", len(answer.encode()), cost(lambda: stream(table, 1)))


if __name__ == "__main__":
    main()
