"""A real Redis for all tests of rooms, and a room about one label."""

from collections.abc import Iterator

import pytest

from explorer.rooms import limits, service
from explorer.rooms.limits import Buckets, Codes
from explorer.rooms.memory import MemoryStore
from explorer.rooms.redis_store import RedisStore
from scripts.redis_server import RedisServer, running
from tests.unit.explorer.rooms.asking import Rooms


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_store(redis_server: RedisServer) -> Iterator[RedisStore]:
    store = RedisStore(redis_server.url)
    yield store
    store.close()


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Rooms:
    monkeypatch.setattr(service._process, "store", MemoryStore())
    for name in ("joins", "openings"):
        monkeypatch.setattr(limits, name, Buckets(50, 0.0))
    monkeypatch.setattr(limits, "codes", Codes(Buckets(3, 0.0), Buckets(5, 0.0)))
    return Rooms()
