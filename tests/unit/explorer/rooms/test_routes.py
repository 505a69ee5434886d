"""The addresses of rooms, asked without a network: what is refused and why, and what each role gets to see."""

import json

import pytest

from explorer import language
from explorer.rooms import room as transitions
from explorer.rooms import service, states, store
from explorer.rooms.errors import RoomError
from explorer.ui import shelf
from tests.unit.explorer.rooms.asking import JSON, Rooms


def test_a_class_of_two(rooms: Rooms) -> None:
    room, secret = rooms.open()
    first, second = rooms.join(room), rooms.join(room)
    for bearer, value in ((first, 0.5), (second, -1.0), (first, 0.25)):
        assert rooms.ask("POST", f"{room}/guess", {"step": 1, "round": 1, "guess": [value]}, bearer)[0] == 200
    _, hidden = rooms.ask("GET", f"{room}/state", b"", second)
    assert (hidden["mine"], hidden["answered"], hidden["scores"]) == (
        {"1": [-1.0], "2": None},
        None,
        {"1": None, "2": None},
    )
    assert not {"all", "participants", "guesses"} & hidden.keys()
    _, wall = rooms.ask("GET", f"{room}/state")
    assert (wall["role"], wall["participants"], wall["guesses"], wall["scores"]) == ("projector", 2, 2, None)
    assert wall["all"] == {"1": [[-1.0], [0.25]], "2": []}
    assert rooms.ask("POST", f"{room}/act", {"action": "reveal", "step": 1}, secret)[0] == 200
    _, shown = rooms.ask("GET", f"{room}/state", b"", second)
    scored = states.look(service.read(room[-5:])[0]).scores
    assert shown["scores"]["1"]["value"] == scored[(-1.0,)].value
    assert shown["answered"]["curves"]["mean"]
    _, wall = rooms.ask("GET", f"{room}/state", b"", secret)
    assert (wall["role"], wall["snapshots"]) == ("lecturer", [])
    ranks = [score["rank"] for score in wall["scores"]["1"]]
    assert ranks == sorted(ranks, reverse=True) == [scored[tuple(guess)].rank for guess in wall["all"]["1"]]
    assert rooms.ask("GET", f"{room}/state?after={wall['version']}", b"", secret) == (204, "")
    status, table = rooms.ask("GET", f"{room}/table.csv", b"", secret)
    assert status == 200
    lines = [line.split(",") for line in table.splitlines()]
    assert sorted((line[3], line[8]) for line in lines[1:]) in (
        [("1", "-1.0"), ("2", "0.25")],
        [("1", "0.25"), ("2", "-1.0")],
    )
    assert secret not in table
    assert first not in table


def test_one_room_is_read_in_two_languages(rooms: Rooms) -> None:
    """The page of each person names its language; guesses are numbers, so an option is the same one in both."""
    room, secret = rooms.open({"lesson": "similarity", "step": 4})
    german = {"accept-language": "de"}
    english, other = (rooms.ask("GET", f"{room}/state", b"", secret, headers) for headers in ({}, german))
    assert english[1] == rooms.ask("GET", f"{room}/state", b"", secret, {"accept-language": "xx-YY"})[1]
    lessons = {}
    for name, (_, state) in (("en", english), ("de", other)):
        with language.read_in(name):
            lessons[name] = shelf.lesson("similarity")
        step = lessons[name].steps[3]
        assert (state["title"], state["notes"]["aim"]) == (step.title, lessons[name].aim)
        assert state["question"] == json.loads(json.dumps(step.question.asked()))
        assert state["asked"]["question"] == state["question"]
        assert state["words"][0][1][0][0] == step.prose[0].pieces[0].text
    assert lessons["de"].steps[3].title != lessons["en"].steps[3].title
    scene = rooms.open()[0]
    texts = [rooms.ask("GET", f"{scene}/state", b"", "", headers)[1]["question"]["text"] for headers in ({}, german)]
    assert texts == [
        "Which label do you expect at the marked input?",
        "Welches Label erwarten Sie an der markierten Eingabe?",
    ]


def test_a_browser_has_the_words_of_what_is_refused() -> None:
    sentences = language.texts(language.ROOT / "assets/room/words.json")
    full = transitions.Room("KRMVT", "", 0.0, joined=transitions.MOST_PARTICIPANTS)
    with pytest.raises(RoomError) as caught:
        transitions.join(full)
    for error in (caught.value, store.no_room(), store.no_space(), store.no_answer()):
        told = error.told()
        assert sentences[f"refusals.{told['key']}"].replace("{count}", str(told["count"])) == error.message


def test_steps_have_their_words_and_scenes_and_only_the_lecturer_has_notes(rooms: Rooms) -> None:
    room, secret = rooms.open({"lesson": "similarity", "step": 3})
    steps = shelf.lesson("similarity").steps
    token = rooms.join(room)
    for bearer in (token, "", secret):
        state = rooms.ask("GET", f"{room}/state", b"", bearer)[1]
        assert state["words"][0][1][0][0] == steps[2].prose[0].pieces[0].text
        assert (state["tries"], state["after"]) == ([check.text for check in steps[2].checks], [])
        assert state["answered"]["curves"]["mean"]  # nothing is asked, so the scene is shown
        assert state["asked"]["points"] == [[0.5, 1.0]]
        assert ("notes" in state, "snapshots" in state) == (bearer == secret, bearer == secret)
    assert state["notes"]["discussion"] == shelf.lesson("similarity").discussion
    rooms.ask("POST", f"{room}/act", {"action": "next"}, secret)
    hidden = rooms.ask("GET", f"{room}/state", b"", token)[1]
    assert (hidden["after"], hidden["answered"]) == ([], None)
    private = rooms.ask("GET", f"{room}/state", b"", secret)[1]["notes"]
    assert private["after"]
    assert private["hint"] == getattr(steps[3].question, "hint", None)
    rooms.ask("POST", f"{room}/act", {"action": "reveal"}, secret)
    shown = rooms.ask("GET", f"{room}/state", b"", token)[1]
    assert (shown["after"], shown["answered"]["truth"]) == (private["after"], [2.0])


def test_snapshots_can_be_looked_at_again_and_each_is_a_table(rooms: Rooms) -> None:
    room, secret = rooms.open()
    token = rooms.join(room)
    for value in (0.5, -1.0):
        rooms.ask("POST", f"{room}/guess", {"step": 1, "round": 1, "guess": [value]}, token)
        assert rooms.ask("POST", f"{room}/act", {"action": "snapshot"}, secret)[0] == 200
    rooms.ask("POST", f"{room}/act", {"action": "clear"}, secret)
    taken = rooms.ask("GET", f"{room}/state", b"", secret)[1]["snapshots"]
    assert [(shot["step"], shot["round"], shot["all"]) for shot in taken] == [(1, 1, [[0.5]]), (1, 1, [[-1.0]])]
    assert taken[0]["question"]["inputs"] == taken[0]["asked"]["question"]["inputs"] == [0.25]
    rows = rooms.ask("GET", f"{room}/table.csv?snapshot=2", b"", secret)[1].splitlines()
    assert [row.split(",")[4:9:4] for row in rows[1:]] == [["2", "-1.0"]]
    assert len(rooms.ask("GET", f"{room}/table.csv", b"", secret)[1].splitlines()) == 3


def test_a_room_about_a_lesson_goes_through_its_steps(rooms: Rooms) -> None:
    name, lesson = next(iter(shelf.lessons().items()))
    room, secret = rooms.open({"lesson": name, "step": 1})
    for number, step in enumerate(lesson.steps, 1):
        _, state = rooms.ask("GET", f"{room}/state")
        assert (state["step"], state["steps"], state["title"]) == (number, len(lesson.steps), step.title)
        assert (state["scene"], state["question"] is None) == (step.link, step.question is None)
        assert state["opens"]["title"] == step.page
        assert state["opens"]["address"].startswith("?v=3&" if not step.page else f"{step.page.lower()}?v=3&")
        ahead = rooms.ask("POST", f"{room}/act", {"action": "next", "step": number}, secret)[0]
        assert ahead == (200 if number < len(lesson.steps) else 400)
    assert rooms.ask("POST", f"{room}/act", {"action": "previous", "step": 1}, secret)[0] == 409


@pytest.mark.parametrize(
    "data",
    [
        {}, [], None, 1, "x", {"scene": "v=3"}, {"lesson": "nothing", "step": 1}, {"lesson": 3, "step": 1},
        {"scene": 3, "question": {}}, {"scene": "v=3", "question": []},
        {"scene": "v=3", "question": {"answer": "poem"}},
        {"scene": "v=3", "question": {"answer": "label", "inputs": [9]}},
        {"scene": "v=3", "question": {"answer": "label", "inputs": ["a"]}},
        {"scene": "v=3", "question": {"answer": "curve", "inputs": [0, 0, 0, 0, 0, 0, 0]}},
        {"scene": "v=3", "question": {"answer": "choice", "options": ["Your name", "Mine"]}},
        {"scene": "v=3&points=0,1", "question": {"answer": "curve", "inputs": [-1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2]}},
        {"scene": "v=3", "question": {"answer": "label", "inputs": [0.25], "text": "What is your name?"}},
        {"scene": "x" * 5_000, "question": {"answer": "label", "inputs": [0.25]}},
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_refused_with_a_sentence(rooms: Rooms, data) -> None:
    status, answer = rooms.ask("POST", "/rooms", data)
    assert (status, answer["error"]) == (400, "wrong")
    assert answer["message"].endswith(".") or ":" in answer["message"]


@pytest.mark.parametrize(
    "guess",
    [None, [], [1, 2], ["a"], [True], [4.0], [None], {"0": 1}, [float("nan")], [float("inf")], [10**400], "0.5", [[1]]],
)
def test_what_is_not_a_guess_is_refused(rooms: Rooms, guess) -> None:
    room, _ = rooms.open()
    token = rooms.join(room)
    status, answer = rooms.ask("POST", f"{room}/guess", {"step": 1, "round": 1, "guess": guess}, token)
    assert (status, answer["error"]) == (400, "wrong")
    assert rooms.ask("GET", f"{room}/state")[1]["guesses"] == 0


@pytest.mark.parametrize(
    "field", [{"step": 0}, {"round": 3}, {"step": "1"}, {"round": True}, {"step": 2}, {"round": 2}]
)
def test_a_guess_for_another_step_or_round_is_refused(rooms: Rooms, field) -> None:
    room, _ = rooms.open()
    data = {"step": 1, "round": 1, "guess": [0.5]} | field
    assert rooms.ask("POST", f"{room}/guess", data, rooms.join(room))[0] in (400, 409)
    assert rooms.ask("GET", f"{room}/state")[1]["guesses"] == 0


def test_nobody_does_what_is_not_theirs(rooms: Rooms) -> None:
    (room, secret), (_, other) = rooms.open(), rooms.open()
    token = rooms.join(room)
    forged = f"2{token[1:]}"
    guess = {"step": 1, "round": 1, "guess": [0.5]}
    tries = [("act", {"action": "reveal"}, bearer) for bearer in (token, other, "", "é", "9" * 500)]
    tries += [("guess", guess, bearer) for bearer in (secret, other, forged, "", "1.", f"{token}x")]
    for number, (name, data, bearer) in enumerate(tries):
        status, answer = rooms.ask("POST", f"{room}/{name}", data, bearer, address=f"10.0.1.{number}")
        assert (status, answer["error"]) == (403, "forbidden")
    for bearer in (token, ""):
        assert rooms.ask("GET", f"{room}/table.csv", b"", bearer)[0] == 403
    assert rooms.ask("POST", f"{room}/act", {"action": "burn"}, secret)[0] == 400
    state = rooms.ask("GET", f"{room}/state", b"", secret)[1]
    assert (state["version"], state["phase"], state["guesses"]) == (2, "open", 0)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{}"),
        ({"content-type": "text/plain"}, b"{}"),
        (JSON, b"{"),
        (JSON, b"\xff"),
        (JSON, b"[" * 9_000),
        (JSON, b'{"a": ' + b"9" * 5_000 + b"}"),
        (JSON | {"origin": "http://elsewhere"}, b"{}"),
        (JSON | {"origin": "null"}, b"{}"),
    ],
)
def test_what_no_page_of_the_app_sends_is_refused(rooms: Rooms, headers, body) -> None:
    room, _ = rooms.open()
    assert rooms.ask("POST", f"{room}/join", body, headers=headers)[0] in (400, 403)
    assert rooms.ask("GET", f"{room}/state")[1]["participants"] == 0
    assert rooms.ask("POST", f"{room}/join", b"{}", headers=JSON | {"origin": "https://ntk"})[0] == 201


def test_a_large_body_is_not_read_to_its_end(rooms: Rooms) -> None:
    assert rooms.ask("POST", "/rooms", b"x" * 1_000_000)[1]["message"].startswith(
        "What is sent to a room can have at most"
    )
    assert rooms.taken == 5


def test_an_ended_room_tells_so(rooms: Rooms) -> None:
    room, secret = rooms.open()
    token = rooms.join(room)
    assert rooms.ask("POST", f"{room}/act", {"action": "end"}, secret)[0] == 200
    assert rooms.ask("POST", f"{room}/join", {})[1]["error"] == "ended"
    assert rooms.ask("POST", f"{room}/guess", {"step": 1, "round": 1, "guess": [0.5]}, token)[0] == 410
    assert rooms.ask("GET", f"{room}/state", b"", token)[1]["ended"]
    assert rooms.ask("GET", f"{room.lower()}/table.csv", b"", secret)[0] == 200  # small letters will do
