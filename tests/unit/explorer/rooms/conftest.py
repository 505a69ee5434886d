"""A real Redis for all tests of rooms, and a room about one label."""

from collections.abc import Iterator

import pytest

from explorer.rooms.redis_store import RedisStore
from scripts.redis_server import RedisServer, running


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_store(redis_server: RedisServer) -> Iterator[RedisStore]:
    store = RedisStore(redis_server.url)
    yield store
    store.close()
