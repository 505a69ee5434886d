"""Addresses and pages that try too much are slowed down, a class is not, and a full room says so."""

from dataclasses import replace

from explorer.rooms import service
from explorer.rooms.limits import asker
from explorer.rooms.room import MOST_PARTICIPANTS
from tests.unit.explorer.rooms.asking import JSON, Rooms


def test_codes_cannot_be_tried_in_bulk_and_a_class_goes_on(rooms: Rooms) -> None:
    (room, _), (other, _) = rooms.open(), rooms.open()  # the lecturer's address is the class's
    elsewhere = {"address": "10.0.0.2"}
    token = rooms.join(room)

    def error(path: str, **more) -> str:
        return rooms.ask("GET", f"{path}/state", **more)[1].get("error", "")

    for address in ("10.0.0.1", "10.0.0.2"):
        tried = [error(f"/rooms/{code}", address=address) for code in ("AAAAA", "abc", "LLLLL", "ZZZZZ", "ZZZZY")]
        assert tried == ["unknown"] * 5
        assert error("/rooms/ZZZZX", address=address) == "busy"
    assert error(room, **elsewhere) == error(other, **elsewhere) == "busy"  # a right code tells nothing, either
    assert rooms.ask("POST", f"{room}/join", {}, **elsewhere)[0] == 429
    assert error(room, bearer=f"{token}x", **elsewhere) == "busy"
    guess = {"step": 1, "round": 1, "guess": [0.5]}
    assert rooms.ask("POST", f"{room}/guess", guess, token, **elsewhere)[0] == 200  # who has a token is not disturbed,
    assert (error(room, **elsewhere), error(other, **elsewhere)) == (
        "",
        "busy",
    )  # and shows that the code is known here
    assert rooms.join(room) != token  # the class can still be joined where its room was opened
    assert error(room, address="10.0.0.3") == ""


def test_a_page_that_tries_many_codes_uses_up_its_own_tries_and_not_those_of_its_neighbours(rooms: Rooms) -> None:
    (room, _), typist = rooms.open(), JSON | {"x-seat": "typist"}
    told = [rooms.ask("GET", f"/rooms/QQQQ{letter}/state", headers=typist)[1]["error"] for letter in "ABCDEFGH"]
    assert told == ["unknown"] * 3 + ["busy"] * 5
    assert rooms.ask("POST", f"{room}/join", {}, headers=typist)[0] == 429
    assert rooms.ask("GET", "/rooms/QQQQJ/state", headers=JSON | {"x-seat": "neighbour"})[1]["error"] == "unknown"
    seats = [JSON | {"x-seat": f"{seat}"} for seat in range(9)]  # a program claims to be many
    told = [rooms.ask("GET", "/rooms/QQQQK/state", headers=seat)[1]["error"] for seat in seats]
    assert told == ["unknown"] + ["busy"] * 8


def test_a_class_joins_from_one_address_and_a_program_cannot_join_without_end(rooms: Rooms) -> None:
    room, _ = rooms.open()
    tokens = {rooms.join(room) for _ in range(50)}
    assert len(tokens) == 50
    assert rooms.ask("POST", f"{room}/join", {})[1]["error"] == "busy"
    assert rooms.ask("POST", f"{room}/join", {}, address="10.0.0.2")[0] == 201


def test_a_full_room_says_so(rooms: Rooms) -> None:
    room, _ = rooms.open()
    service.store().change(room[-5:], lambda before: replace(before, joined=MOST_PARTICIPANTS)).result()
    status, answer = rooms.ask("POST", f"{room}/join", {})
    assert (status, answer["error"], answer["message"]) == (429, "full", "This room is full: 500 people have joined.")


def test_an_address_of_ipv6_counts_with_its_network() -> None:
    assert asker("2001:db8::1", "").address == asker("2001:db8::2:3", "").address != asker("2001:db9::1", "").address
    assert asker("::ffff:10.0.0.1", "") == asker("10.0.0.1", "")
    assert (asker("unix", "s" * 99).address, len(asker("", "s" * 99).seat)) == ("unix", 64)
