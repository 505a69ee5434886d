"""A session is one typed object: two persons share nothing, and a study keeps its state there under its own type."""

from dataclasses import dataclass, field, fields, is_dataclass

import pytest
import streamlit
from streamlit.util import AttributeDictionary

from explorer.scene.scene import Scene
from explorer.ui import jobs, session, settings
from explorer.ui.settings import Choice, Number


@dataclass
class Notes:
    """What a study might keep."""

    lines: list[str] = field(default_factory=list)


@dataclass
class Marks:
    """And another study, of the same form."""

    lines: list[str] = field(default_factory=list)


@pytest.fixture
def arrive(monkeypatch):
    """Begin a session: its Streamlit state is returned, and is the present one until the next begins."""

    def begin(query=None):
        monkeypatch.setattr(streamlit, "session_state", AttributeDictionary())
        session.restore(query or {})
        return streamlit.session_state

    return begin


def test_all_state_stands_under_one_key(arrive):
    state = arrive({"layers": "x", "noise": "0.2"})
    settings.restore("Test", {"mode": Number(1, 9, 1), "inputs": Choice(("interval", "circle"))}, {"mode": "99"})
    settings.put(inputs="circle")
    session.change(seed=4)
    session.undo()
    jobs.note("climb")
    jobs.lose(["ensembles"])
    session.of(Notes).lines.append("a line")
    assert list(state) == ["session"]
    assert isinstance(state["session"], session.Session)
    assert [problem.split()[0] for problem in session.get().problems] == ["layers", "mode"]


def test_two_persons_share_nothing(arrive):
    first = arrive()["session"]
    settings.restore("Test", {"mode": Number(1, 9, 1)}, {})
    settings.put(mode=7)
    session.change(seed=4)
    session.of(Notes).lines.append("mine")
    jobs.note("climb")
    second = arrive()["session"]
    settings.restore("Test", {"mode": Number(1, 9, 1)}, {})
    assert second.id != first.id
    assert (second.scene, second.history, second.studies) == (Scene(), session.History(), {})
    assert (settings.get("mode"), jobs.memory(), session.of(Notes).lines) == (1, [], [])
    for item in fields(session.Session):
        value = getattr(second, item.name)
        if (is_dataclass(value) and not isinstance(value, Scene)) or isinstance(value, dict):
            assert value is not getattr(first, item.name), item.name


def test_a_study_gets_its_own_state_again_and_no_other(arrive):
    arrive()
    session.of(Notes).lines.append("a line")
    assert session.of(Notes) is session.of(Notes)
    assert session.of(Notes).lines == ["a line"]
    assert session.of(Marks).lines == []


def test_a_link_opens_a_session_once(arrive):
    arrive({"noise": "0.2"})
    first = session.get()
    session.change(seed=4)
    session.restore({"noise": "0.3"})
    assert session.get() is first
    assert (first.scene.noise_std, first.scene.seed) == (0.2, 4)


def test_what_an_earlier_session_had_computed_is_lost_until_it_is_begun_again(arrive):
    arrive()
    jobs.note("climb")
    jobs.lose(["ensembles", "kernels", 7])
    assert jobs.memory() == ["climb", "ensembles", "kernels"]
    jobs.note("kernels")
    assert session.get().jobs.lost == {"ensembles"}
    assert jobs.memory() == ["climb", "ensembles", "kernels"]


def test_undo_goes_back_to_the_depth_and_no_further(arrive):
    arrive()
    for seed in range(1, 203):
        session.change(seed=seed)
    assert len(session.get().history.past) == 200
    while session.can_undo():
        session.undo()
    assert session.current().seed == 2
    while session.can_redo():
        session.redo()
    assert session.current().seed == 202


def test_a_field_that_the_session_does_not_have_cannot_be_set(arrive):
    arrive()
    now, misspelled = session.get(), "newst"
    for state in (now, now.chart, now.jobs, now.table):
        with pytest.raises(AttributeError):
            setattr(state, misspelled, 1)
