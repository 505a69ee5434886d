"""Both stores give the same rooms and the same refusals, whatever is done; Redis also to several processes at once."""

import socket
import time
from dataclasses import replace

import pytest
import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.rooms import hearing, memory, redis_store, room, tokens
from explorer.rooms.errors import RoomError
from explorer.rooms.memory import MemoryStore
from explorer.rooms.redis_store import RedisStore
from explorer.rooms.room import ACTIONS, Asked, Given, Phase, Room
from explorer.rooms.store import Store
from explorer.rooms.written import read, write
from scripts.redis_server import RedisServer, running

SECONDS = 20  # for what takes milliseconds


def new_room(**fields) -> Room:
    return Room(tokens.new_code(), tokens.new_key(), time.time(), **{"lesson": "a", "steps": 3} | fields)


def outcome(store: Store, code: str, transition) -> Room | str:
    try:
        return store.change(code, transition).result(SECONDS)
    except RoomError as error:
        return error.error


DEEDS = st.lists(
    st.one_of(
        st.sampled_from(sorted(ACTIONS)),
        st.just("join"),
        st.tuples(st.integers(1, 4), st.integers(0, 2), st.integers(1, 2), st.floats(-3, 3, width=32)),
    ),
    max_size=25,
)


def transition_of(deed):
    if isinstance(deed, str):
        return room.join if deed == "join" else ACTIONS[deed]
    number, step, turn, value = deed
    return lambda before: room.guess(before, number, step, turn, (value,))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS)
def test_both_stores_give_the_same_states(redis_store: RedisStore, deeds) -> None:
    opened, plain = new_room(), MemoryStore()
    assert plain.open(opened).result() == redis_store.open(opened).result(SECONDS) == opened
    for deed in deeds:
        expected = outcome(plain, opened.code, transition_of(deed))
        assert outcome(redis_store, opened.code, transition_of(deed)) == expected
    kept = plain.read(opened.code).result()
    redis_store._kept.clear()  # as another process reads it
    assert redis_store.read(opened.code).result(SECONDS) == kept == read(write(kept))


def test_a_room_about_a_scene_is_written_and_read() -> None:
    asks = Asked("label", (0.25,), ("A", "B"))
    guessed = room.guess(room.join(new_room(lesson="", scene="v=3", asked=asks)), 1, 0, 1, (0.5,))
    after = ACTIONS["snapshot"](ACTIONS["second"](guessed))
    assert read(write(after)) == after
    assert read(write(guessed)).sheet.guesses[0][1] == Given((0.5,), 3)


@pytest.fixture(params=["memory", "redis"])
def make_store(request: pytest.FixtureRequest, redis_server: RedisServer):
    """A store whose clock is `clock[0]`."""
    stores = []

    def make(clock) -> Store:
        with redis.Redis.from_url(redis_server.url) as client:
            client.flushdb()
        made = (
            MemoryStore(lambda: clock[0])
            if request.param == "memory"
            else RedisStore(redis_server.url, lambda: clock[0])
        )
        stores.append(made)
        return made

    yield make
    for store in stores:
        store.close()


def test_a_room_expires_after_a_day_and_its_code_is_free_again(make_store) -> None:
    clock = [time.time()]
    store = make_store(clock)
    opened = store.open(new_room()).result(SECONDS)
    clock[0] = opened.opened + 86_399
    assert store.read(opened.code).result(SECONDS) == opened
    with pytest.raises(RoomError, match="Another room"):
        store.open(replace(new_room(), code=opened.code)).result(SECONDS)
    clock[0] = opened.opened + 86_401
    assert outcome(store, opened.code, room.join) == "unknown"
    assert outcome(store, "ZZZZZ", room.join) == "unknown"


def test_a_store_has_space_for_so_many_rooms_and_an_ended_one_makes_space(make_store, monkeypatch) -> None:
    for module in (memory, redis_store):
        monkeypatch.setattr(module, "MOST_ROOMS", 3)
    clock = [time.time()]
    store = make_store(clock)
    opened = [store.open(new_room()).result(SECONDS) for _ in range(3)]
    with pytest.raises(RoomError, match="as many rooms") as caught:
        store.open(new_room()).result(SECONDS)
    assert caught.value.error == "full"
    store.change(opened[1].code, room.end).result(SECONDS)
    store.open(new_room()).result(SECONDS)
    assert store.read(opened[1].code).result(SECONDS).ended
    clock[0] += 86_401
    store.open(replace(new_room(), opened=clock[0])).result(SECONDS)


def test_listeners_hear_of_each_change_and_of_nothing_else(make_store) -> None:
    store, heard = make_store([time.time()]), []
    store.listen(heard.append)
    opened = store.open(new_room()).result(SECONDS)
    wait_until(lambda: isinstance(store, MemoryStore) or store._hearing.begun.is_set())
    heard.clear()
    store.change(opened.code, room.join).result(SECONDS)
    wait_until(lambda: heard == [opened.code])
    store.change(opened.code, ACTIONS["open"]).result(SECONDS)  # it is open already
    assert outcome(store, opened.code, ACTIONS["previous"]) == "wrong"
    store.read(opened.code).result(SECONDS)
    time.sleep(0.05)
    assert heard == [opened.code]


def test_memory_is_bounded() -> None:
    store = MemoryStore(most_bytes=3_000)
    opened = store.open(new_room(joined=9)).result()
    for number in range(1, 6):
        store.change(opened.code, transition_of((number, 0, 1, 0.5))).result()
    assert outcome(store, opened.code, transition_of((6, 0, 1, 0.5))) == "full"
    store.change(opened.code, transition_of((5, 0, 1, 0.25))).result()  # no more than before
    store.change(opened.code, ACTIONS["clear"]).result()
    store.change(opened.code, transition_of((6, 0, 1, 0.5))).result()


def test_two_processes_change_a_room_at_the_same_time_and_nothing_is_lost(redis_server: RedisServer) -> None:
    stores = [RedisStore(redis_server.url), RedisStore(redis_server.url)]
    try:
        opened = stores[0].open(new_room(joined=200)).result(SECONDS)
        changes = [
            stores[number % 2].change(opened.code, transition_of((number, 0, 1, number / 100)))
            for number in range(1, 201)
        ]
        assert len({change.result(SECONDS).version for change in changes}) == 200
        for store in stores:
            guesses = store.read(opened.code).result(SECONDS).sheet.guesses[0]
            assert {number: each.numbers for number, each in guesses.items()} == {n: (n / 100,) for n in range(1, 201)}
        stores[1].change(opened.code, ACTIONS["freeze"]).result(SECONDS)
        assert outcome(stores[0], opened.code, transition_of((1, 0, 1, 0.0))) == "frozen"  # it has kept an open room
        stores[1].change(opened.code, ACTIONS["open"]).result(SECONDS)
        again = stores[0].change(opened.code, transition_of((1, 0, 1, 0.0))).result(SECONDS)
        assert again.sheet.phase == Phase.OPEN
    finally:
        for store in stores:
            store.close()


def test_redis_may_go_and_come_back(tmp_path) -> None:
    server, heard = RedisServer(tmp_path), []
    server.start()
    store = RedisStore(server.url)
    try:
        store.listen(heard.append)
        opened = store.open(new_room()).result(SECONDS)
        joined = store.change(opened.code, room.join).result(SECONDS)
        server.stop()
        assert outcome(store, opened.code, room.join) == "away"
        heard.clear()
        server.start()
        wait_until(lambda: None in heard)
        assert store.read(opened.code).result(SECONDS) == joined
        assert store.change(opened.code, room.join).result(SECONDS).joined == 2
        with redis.Redis.from_url(server.url) as client:
            client.config_set("maxmemory", "1kb")
        assert outcome(store, opened.code, room.join) == "full"
    finally:
        store.close()
        server.stop()


def test_a_redis_that_hangs_costs_one_wait_and_is_back_by_itself(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(hearing, "_SECONDS", 0.3)
    with running(tmp_path) as server:
        store, heard = RedisStore(server.url), []
        try:
            store.listen(heard.append)
            opened = store.open(new_room(joined=9)).result(SECONDS)
            with server.hanging():
                begun = time.monotonic()
                assert outcome(store, opened.code, room.join) == "away"
                first, begun = time.monotonic() - begun, time.monotonic()
                assert {outcome(store, opened.code, room.join) for _ in range(50)} == {"away"}
                assert {outcome(store, tokens.new_code(), room.join) for _ in range(50)} == {"away"}
                assert time.monotonic() - begun < 0.3 < first  # a hundred together wait less than the first
                heard.clear()
            wait_until(lambda: None in heard)  # all rooms are to be read again
            after = store.change(opened.code, transition_of((1, 0, 1, 0.5))).result(SECONDS)
            assert after.sheet.guesses[0][1].numbers == (0.5,)
        finally:
            store.close()


def test_a_server_does_not_start_with_a_redis_that_hangs(monkeypatch) -> None:
    monkeypatch.setattr(hearing, "_SECONDS", 0.2)
    answer = pytest.raises(RuntimeError, match="REDIS_URL does not lead to a Redis that answers")
    with socket.create_server(("127.0.0.1", 0)) as silent, answer:  # takes connections, and says nothing
        RedisStore(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")


@pytest.mark.parametrize("url", ["redis://user:hush@127.0.0.1:1/0", "localhost:6379", "redis://:hush@127.0.0.1:port/0"])
def test_a_wrong_address_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(RuntimeError, match=r"REDIS_URL does not lead to a Redis .* It must look like") as caught:
        RedisStore(url)
    assert "hush" not in str(caught.value)


def wait_until(holds) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)
