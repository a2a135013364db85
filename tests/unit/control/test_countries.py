"""Countries by the names that people know, and the codes that officers write."""

from gwanmun.control.countries import called, with_code


def test_a_country_is_called_by_name_and_by_code_for_officers() -> None:
    assert called("CN") == ("중국", "China")
    assert with_code("US") == ("미국 (US)", "United States (US)")


def test_what_has_no_name_stands_as_it_is_written_and_once() -> None:
    assert called("ZZ") == with_code("ZZ") == ("ZZ", "ZZ")
    assert with_code("unknown") == ("알 수 없음", "unknown")
    assert with_code("") == ("", "")
