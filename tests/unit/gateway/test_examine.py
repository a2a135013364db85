"""What stands around a passage goes with it from the request to the examiner, and what was found leaves masked."""

import json

from house import House

RECORD = json.dumps({"성명": "남궁솔", "계좌번호": "110-234-567890", "생년월일": 850312}, ensure_ascii=False)
CALL = {"id": "a", "type": "function", "function": {"name": "find", "arguments": RECORD}}
MESSAGES = [
    {"role": "user", "content": [{"type": "text", "text": "성명:"}, {"type": "text", "text": "독고현"}]},
    {"role": "assistant", "content": None, "tool_calls": [CALL]},
    {"role": "tool", "tool_call_id": "a", "content": RECORD},
]


async def test_records_and_split_parts_leave_masked():
    house = House()
    await house.ask(messages=MESSAGES)
    sent = json.dumps(house.vendor.sent[0][2], ensure_ascii=False)
    for value in ("남궁솔", "독고현", "110-234-567890", "850312"):
        assert value not in sent
    assert "⟨이름1⟩" in sent
