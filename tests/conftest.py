"""What holds for every test: none may hang, and a failure is told when it happens, not at the end of the run."""

import os

import pytest
from hypothesis import HealthCheck, settings

# How long examples take to make says how busy the machine is, nothing of the product.
settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

#: Seconds for one test with its fixtures: ten times what the slowest takes on a quiet machine with two cores.
LONGEST, LONGEST_OF_LONG = 300, 3600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not item.get_closest_marker("timeout"):
            long = item.get_closest_marker("long") is not None
            item.add_marker(pytest.mark.timeout(LONGEST_OF_LONG if long else LONGEST))


class Teller:
    """Prints each failure as it comes; a run that is cut off has named what was wrong until then."""

    def __init__(self, config: pytest.Config) -> None:
        self._plugins = config.pluginmanager

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self._plugins.getplugin("terminalreporter")
        if report.failed and terminal:
            terminal.write_line(f"\nFAILED {report.nodeid} ({report.when}, {report.duration:.0f} s)")
            terminal.write_line(report.longreprtext)


def pytest_configure(config: pytest.Config) -> None:
    os.environ["LC_ALL"] = "C.UTF-8"  # commands speak the language of the locale: here they speak Korean
    if not hasattr(config, "workerinput"):  # the process that prints, not a worker
        config.pluginmanager.register(Teller(config))
