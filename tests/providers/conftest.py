from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.providers.story import Story, telling


@pytest.fixture
def story(live_server: LiveServer, tmp_path: Path) -> Iterator[Story]:
    with telling(live_server.url, tmp_path) as told:
        yield told
