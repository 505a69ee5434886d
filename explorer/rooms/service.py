"""Answers of rooms, for the routes and for a page whose server has none; each waits for the store, milliseconds.

All raise `RoomError`. `data` is JSON from a browser, `bearer` a token or the lecturer's secret.
"""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any, TypeVar

from explorer import environment
from explorer.lessons.guess import read_guess
from explorer.rooms import limits, room, states, tables, tokens
from explorer.rooms.errors import RoomError
from explorer.rooms.limits import Asker
from explorer.rooms.memory import MemoryStore
from explorer.rooms.redis_store import RedisStore
from explorer.rooms.room import ACTIONS, CODE_LENGTH, LETTERS, Room
from explorer.rooms.stages import opening, stage_of
from explorer.rooms.store import Store, no_answer, no_room

_SECONDS = 10.0  # longer than the store ever takes
_CODES = 8  # tries to find a code that no room has
_process = SimpleNamespace(store=None)
_lock = threading.Lock()
_Outcome = TypeVar("_Outcome")
_NOBODY = Asker()


def store() -> Store:
    """The store of this process: Redis if `REDIS_URL` is set, else memory. RuntimeError if no Redis answers."""
    with _lock:
        if _process.store is None:
            url = environment.value(environment.REDIS)
            _process.store = RedisStore(url) if url else MemoryStore()
        return _process.store


def close() -> None:
    """Let go of the store; the next one to ask opens it again."""
    with _lock:
        if _process.store is not None:
            _process.store.close()
        _process.store = None


def open_room(data: object, asker: Asker = _NOBODY) -> dict[str, str]:
    """Open a room for `{lesson, step}` or `{scene, question: {answer, inputs, options}}`: its code and its secret."""
    fields = opening(_mapping(data))
    limits.openings.take(asker.address)
    for _ in range(_CODES):
        opened = Room(tokens.new_code(), tokens.new_key(), time.time(), **fields)
        try:
            _wait(store().open(opened))
        except RoomError as error:
            if error.error != "frozen":
                raise
        else:
            limits.codes.right(asker, opened.code)
            return {"code": opened.code, "secret": tokens.secret(opened)}
    raise no_answer()


def join(code: str, asker: Asker = _NOBODY) -> dict[str, str]:
    """Join the room: the token of a new participant."""
    limits.joins.take(asker.address)
    joined = _guarded(code, asker, "", lambda: _wait(store().change(_code(code), room.join)))
    return {"token": tokens.token(joined, joined.joined)}


def read(code: str, bearer: str = "", asker: Asker = _NOBODY) -> tuple[Room, tokens.Role]:
    """The room, and the role of who asks."""

    def work() -> tuple[Room, tokens.Role]:
        kept = _wait(store().read(_code(code)))
        return kept, tokens.role(kept, bearer)

    return _guarded(code, asker, bearer, work)


def state(code: str, bearer: str = "", after: int = -1, asker: Asker = _NOBODY) -> dict[str, Any] | None:
    """The public state for the role of who asks; None if there is nothing new since the version `after`."""
    kept, role = read(code, bearer, asker)
    view = states.look(kept)
    return None if view.version(role) == after else json.loads(view.text(role))


def guess(code: str, bearer: str, data: object, asker: Asker = _NOBODY) -> dict[str, int]:
    """Note a guess, `{step, round, guess}`; the version that it made."""
    sent = _mapping(data)
    step, turn = _integer(sent, "step") - 1, _integer(sent, "round")

    def transition(before: Room) -> Room:
        number = tokens.participant(before, bearer)
        numbers = _numbers(before, sent.get("guess")) if step == before.step else ()
        return room.guess(before, number, step, turn, numbers)

    return {"version": _change(code, bearer, asker, transition).version}


def act(code: str, bearer: str, data: object, asker: Asker = _NOBODY) -> dict[str, int]:
    """Do what the lecturer asks for, `{action}`; with `step`, only if the room is at that step."""
    sent = _mapping(data)
    name = sent.get("action")
    action = ACTIONS.get(name) if isinstance(name, str) else None
    if action is None:
        raise RoomError("wrong", f"An action must be one of {', '.join(ACTIONS)}.")
    step = _integer(sent, "step") - 1 if "step" in sent else None

    def transition(before: Room) -> Room:
        tokens.check_lecturer(before, bearer)
        if step not in (None, before.step):
            raise RoomError("frozen", "The room is at another step by now.", "other_step")
        return action(before)

    return {"version": _change(code, bearer, asker, transition).version}


def table(code: str, bearer: str, snapshot: int = 0, asker: Asker = _NOBODY) -> str:
    """All guesses and scores as CSV, or those of one snapshot, for the lecturer."""

    def work() -> Room:
        kept = _wait(store().read(_code(code)))
        tokens.check_lecturer(kept, bearer)
        return kept

    return tables.write(_guarded(code, asker, bearer, work), snapshot)


def _numbers(before: Room, data: object) -> room.Numbers:
    """The guess that was sent, checked against the question of the room's step."""
    question = stage_of(before).question
    if question is None:
        raise RoomError("wrong", "Nothing is asked at this step.")
    try:
        return read_guess(question, data)
    except (ValueError, TypeError, OverflowError) as error:
        raise RoomError("wrong", f"This is not a guess: {str(error)[:200]}") from None


def _change(code: str, bearer: str, asker: Asker, transition: room.Transition) -> Room:
    return _guarded(code, asker, bearer, lambda: _wait(store().change(_code(code), transition)))


def _guarded(code: str, asker: Asker, bearer: str, work: Callable[[], _Outcome]) -> _Outcome:
    """Do the work, and count codes and tokens that are wrong.

    Who has tried too many learns nothing more: right and wrong codes are refused alike. Those who have a right token,
    and addresses at which the code has been right before, are not disturbed.
    """
    written = code.strip().upper()
    if not bearer:
        limits.codes.check(asker, written)
    try:
        outcome = work()
    except RoomError as error:
        if error.error in ("unknown", "forbidden"):
            limits.codes.wrong(asker)
        raise
    limits.codes.right(asker, written)
    return outcome


def _wait(future: Future[Room]) -> Room:
    try:
        return future.result(_SECONDS)
    except TimeoutError:
        raise no_answer() from None


def _code(text: str) -> str:
    """The code in capitals, as somebody has typed it."""
    code = text.strip().upper()
    if len(code) != CODE_LENGTH or not set(code) <= set(LETTERS):
        raise no_room()
    return code


def _mapping(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise RoomError("wrong", "What is sent to a room must be a JSON object.")
    return data


def _integer(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1000:
        raise RoomError("wrong", f"The field {name} must be a whole number from 1 on.")
    return value
