"""One running installation for all end-to-end tests that leave it as they found it."""

from collections.abc import Iterator

import pytest

from e2e.site import Site, site


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> Iterator[Site]:
    """Shared: tests may add requests, never break a process or a setting. Its limits are small where that saves time."""
    with site(
        tmp_path_factory.mktemp("shared"),
        gate_text="[gate.limits]\nheader_seconds = 1.0\nbody_seconds = 1.0\nbody_bytes = 1048576\n",
        upstream_text="first_byte_seconds = 3.0\nidle_seconds = 1.0\n",
    ) as one:
        yield one
