"""S65: reasons name a risk or an order, never a nationality."""

import pytest

from gwanmun.control import shipped
from gwanmun.policy.explain import explain
from gwanmun.policy.judge import Judge
from gwanmun.policy.vectors import case

NATIONS = ("중국", "중공", "china", "chinese", "beijing", "미국산", "american")


@pytest.mark.parametrize("pack", shipped.packs(), ids=lambda pack: pack.id)
def test_no_sentence_that_a_person_sees_names_a_nationality(pack) -> None:
    for vector in pack.vectors:
        decision = Judge((pack,)).judge(case(shipped.defaults(), vector.service, vector.differences))
        words = explain(decision, service_ko="딥시크", service_en="DeepSeek", alternatives=("내부 모델",))
        seen = (words.sentence_ko + words.sentence_en).casefold()
        assert not any(nation in seen for nation in NATIONS), vector.id
