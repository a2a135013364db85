"""Contracts of the HTTP edge hold on the loop that serves and on the standard one; the others need one loop."""

import asyncio

import pytest
import uvloop

_BOTH = ("test_exchange.py", "test_upstream.py")


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item):
    if item.path.name in _BOTH:
        return {"uvloop": uvloop.new_event_loop, "asyncio": asyncio.new_event_loop}
    return {"asyncio": asyncio.new_event_loop}
