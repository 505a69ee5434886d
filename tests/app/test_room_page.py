"""The page of rooms as the server runs it: its offers, the code in its link, and rooms without routes."""

import json

import pytest

from explorer.rooms import service
from explorer.scene import permalink
from tests.app.triggers import tell
from tests.app.visitor import Visitor
from tests.conftest import FIVE_POINTS

PAGE = "pages/room.py"
SCENE = permalink.encode(FIVE_POINTS)


@pytest.fixture(autouse=True)
def fresh_store():
    yield
    service.close()


def told(visitor):
    """What the browser's part of the room is sent."""
    return json.loads(visitor.component("ntk_room").bytes)


class Browser:
    """Sends the requests that the component would send, and reads their replies."""

    def __init__(self, visitor):
        self.visitor, self.sent = visitor, 0

    def ask(self, method, path, bearer="", body=None):
        self.sent += 1
        request = {"id": self.sent, "method": method, "path": path, "bearer": bearer, "body": body}
        tell(self.visitor, "ntk_room", "asked", request)
        reply = told(self.visitor)["reply"]
        assert reply["id"] == self.sent
        return reply["status"], reply["body"]


def test_without_a_code_a_room_can_be_joined_or_opened_about_the_scene():
    visitor = Visitor(SCENE, PAGE)
    data = told(visitor)
    assert (data["code"], data["qr"], data["routes"], data["reply"]) == ("", "", "", None)
    assert [each["body"]["question"]["answer"] for each in data["offer"]["questions"]] == [
        "curve",
        "label",
        "choice",
        "order",
        "odds",
    ]
    assert all(each["body"]["scene"] == SCENE for each in data["offer"]["questions"])
    assert "Five training points." in data["offer"]["about"]


def test_a_lesson_step_offers_its_own_question():
    visitor = Visitor("lesson=similarity&step=2", PAGE)
    (offered,) = told(visitor)["offer"]["questions"]
    assert offered["body"] == {"lesson": "similarity", "step": 2}
    assert visitor.link.endswith("&lesson=similarity&step=2")


def test_a_lesson_step_has_a_button_that_leads_here():
    visitor = Visitor("lesson=similarity&step=2", "pages/lessons.py")
    visitor.press("Open a room at this step")
    data = told(visitor)
    assert [each["body"] for each in data["offer"]["questions"]] == [{"lesson": "similarity", "step": 2}]
    assert data["code"] == ""


@pytest.mark.parametrize("query", ["lesson=nowhere", "lesson=similarity&step=40"])
def test_a_step_that_is_not_there_offers_nothing_and_says_so(query):
    offer = told(Visitor(query, PAGE))["offer"]
    assert offer["questions"] == []
    assert "There is no lesson" in offer["about"]


@pytest.mark.parametrize("code", ["KRM", "KROMV", "<b>*x*"])
def test_what_is_no_code_is_left_out_and_told(code):
    visitor = Visitor(f"code={code}", PAGE)
    assert told(visitor)["code"] == ""
    (complaint,) = visitor.app.text
    assert "which is not the code of a room" in complaint.value
    assert "code" not in visitor.link


def test_the_link_keeps_the_code_in_capitals():
    visitor = Visitor("code=krmvt", PAGE)
    assert told(visitor)["code"] == "KRMVT"
    assert visitor.link.endswith("code=KRMVT")


def test_a_room_that_the_browser_has_entered_is_in_the_link():
    visitor = Visitor(page=PAGE)
    tell(visitor, "ntk_room", "entered", {"code": "KRMVT"})
    assert (told(visitor)["code"], visitor.link.endswith("code=KRMVT")) == ("KRMVT", True)
    for odd in ({"code": "<script>"}, {"code": 3}, "KRMVT", None):
        tell(visitor, "ntk_room", "entered", odd)
    assert told(visitor)["code"] == "KRMVT"


def test_where_there_are_no_routes_a_room_works_through_the_component():
    lecturer, student = Browser(Visitor(SCENE, PAGE)), Browser(Visitor(page=PAGE))
    offered = told(lecturer.visitor)["offer"]["questions"][1]["body"]
    status, keys = lecturer.ask("POST", "", body=offered)
    assert status == 200
    room = f"/{keys['code']}"
    _, joined = student.ask("POST", f"{room}/join", body={})
    token, secret = joined["token"], keys["secret"]
    assert student.ask("POST", f"{room}/guess", token, {"step": 1, "round": 1, "guess": [0.25]})[0] == 200
    _, wall = lecturer.ask("GET", f"{room}/state?after=0")
    assert (wall["role"], wall["all"]["1"], wall["answered"]) == ("projector", [[0.25]], None)
    assert lecturer.ask("GET", f"{room}/state?after={wall['version']}") == (204, None)
    assert lecturer.ask("POST", f"{room}/act", secret, {"action": "reveal", "step": 1})[0] == 200
    _, after = student.ask("GET", f"{room}/state", token)
    assert (after["phase"], after["mine"]["1"], after["scores"]["1"]["unit"]) == ("revealed", [0.25], "nats")
    status, table = lecturer.ask("GET", f"{room}/table.csv", secret)
    assert (status, "0.25" in table) == (200, True)


def test_a_student_can_neither_act_nor_read_the_table_and_nonsense_is_refused():
    browser = Browser(Visitor(SCENE, PAGE))
    _, keys = browser.ask("POST", "", body=told(browser.visitor)["offer"]["questions"][0]["body"])
    room = f"/{keys['code']}"
    token = browser.ask("POST", f"{room}/join", body={})[1]["token"]
    refused = [
        browser.ask("POST", f"{room}/act", token, {"action": "reveal"}),
        browser.ask("GET", f"{room}/table.csv", token),
        browser.ask("GET", "/QQQQQ/state"),
        browser.ask("GET", f"{room}/elsewhere"),
        browser.ask("POST", f"{room}/guess", token, {"step": 1, "round": 1, "guess": ["<b>"]}),
    ]
    assert [(status, body["error"]) for status, body in refused] == [
        (403, "forbidden"),
        (403, "forbidden"),
        (404, "unknown"),
        (400, "wrong"),
        (400, "wrong"),
    ]
    assert all(body["message"].endswith((".", "10.")) for _, body in refused)
