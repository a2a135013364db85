"""S31: data sovereignty. The rule "storage must be in Korea" changes the outcomes of listed services as expected."""

from dataclasses import replace
from pathlib import Path

from bureau import Bureau
from gwanmun.control import shipped
from gwanmun.domain.catalogue import Record
from gwanmun.entrypoints.desk_commands_changes import reevaluation_lines
from unit.control.test_reevaluation import STORAGE_MUST_BE_KR

GOLDEN = Path(__file__).parents[2] / "golden/storage_must_be_kr_listed.txt"
LISTED = ("openai-api", "azure-openai", "clova-studio-gov", "deepseek-api")


def test_before_and_after_for_listed_services(tmp_path):
    bureau = Bureau(tmp_path)
    bureau.seed_country(*(one for one in shipped.catalogue().services if one.id in LISTED))
    bureau.force("kr-n2sf", "kr-local-government", "kr-nis-genai-rules")
    for service in LISTED:
        record = Record("kr-seoul", service, True, "negotiated", "O", True, "true")
        bureau.put(replace(record, accredited_level="S" if "gov" in service else "O"))
    found = "\n".join(reevaluation_lines(bureau.do("reevaluate", pack=STORAGE_MUST_BE_KR), "ko")) + "\n"
    assert found == GOLDEN.read_text(encoding="utf-8"), found
    moved = bureau.do("reevaluate", service="openai-api", changes={"storage_countries": "KR"}, pack=STORAGE_MUST_BE_KR)
    assert moved["changed"] == 0
    bureau.close()
