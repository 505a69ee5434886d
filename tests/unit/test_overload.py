"""A real server past its capacity answers slowly and right, refuses trainings with a reason, and recovers by itself."""

import asyncio

import pytest

from bench.classroom.checks import is_for_scene
from bench.classroom.servers import Server, serve
from bench.classroom.students import Student
from bench.tab import Tab
from explorer.language import phrases_of
from explorer.ui.queue import MOST_OF_ADDRESS

STUDENTS, EDITS = 12, 8  # each edits as soon as it has its answer: the server computes all the time
QUICK = 5.0  # seconds; on a machine that tests several things at once


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("overload"), 1) as server:
        yield server


async def crowd(server: Server) -> list[Student]:
    students = [Student(number, server.address, 1) for number in range(STUDENTS)]
    await asyncio.gather(*(student.arrive() for student in students))

    async def hurry(student: Student) -> None:
        for _ in range(EDITS):
            await student.edit()

    await asyncio.gather(*map(hurry, students))
    await students[0].edit()  # the others rest
    await asyncio.gather(*(student.leave() for student in students))
    return students


def test_edits_past_the_capacity_are_all_answered_and_right(server):
    students = asyncio.run(crowd(server))
    edits = [edit for student in students for edit in student.edits]
    assert [edit.error for edit in edits if edit.error] == []
    assert len(edits) == STUDENTS * EDITS + 1
    assert all(map(is_for_scene, edits))
    assert students[0].edits[-1].seconds < QUICK


@pytest.mark.long
def test_trainings_are_refused_with_the_reason_and_edits_go_on(server):
    async def train() -> list[str]:
        told = []
        tabs = [Tab(number, server.address) for number in range(MOST_OF_ADDRESS + 3)]
        for tab in tabs:
            await tab.arrive()
            await tab.go("training", "v=3&nets=64&width=512&steps=5000")
            await tab.press("Train ")
            told.append(tab.progress)
        editor = Student(99, server.address, 1)
        await editor.arrive()
        await editor.edit()
        assert is_for_scene(editor.edits[-1])
        for tab in (*tabs, editor):
            await tab.leave()
        return told

    told = asyncio.run(train())
    assert told[-1] == phrases_of("ui")("job.full")
    assert told[-1] not in told[:MOST_OF_ADDRESS]
