"""Sections follow one order on every page, and a page's settings are those of its sections."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import SimpleNamespace

import pytest

from explorer.studies.bounds import sections as bounds
from explorer.studies.eigenmodes import sections as eigenmodes
from explorer.studies.finite_width import sections as finite_width
from explorer.studies.images import sections as images
from explorer.studies.mode_cost import sections as mode_cost
from explorer.studies.prior import sections as prior
from explorer.studies.puzzle import sections as puzzle
from explorer.studies.simplicity import sections as simplicity
from explorer.studies.training import sections as training
from explorer.ui import section, text
from explorer.ui.section import Absent, Section
from explorer.ui.settings import Choice, Number

LISTED = {
    "prior": [each for tab in prior.TABS.values() for each in tab],
    "eigenmodes": [each for tab in eigenmodes.TABS.values() for each in tab],
    "training": list(training.SECTIONS),
    "simplicity": [each for tab in simplicity.TABS.values() for each in tab],
    "bounds": list(bounds.SECTIONS),
    "finite_width": [each for tab in finite_width.TABS.values() for each in tab],
    "images": [each for tab in images.TABS.values() for each in tab],
    "mode_cost": [each for tab in mode_cost.TABS.values() for each in tab],
    "puzzle": list(puzzle.SECTIONS),
}
PACKAGES = {
    "prior": prior,
    "eigenmodes": eigenmodes,
    "training": training,
    "simplicity": simplicity,
    "bounds": bounds,
    "finite_width": finite_width,
    "images": images,
    "mode_cost": mode_cost,
    "puzzle": puzzle,
}


@pytest.fixture
def steps(monkeypatch):
    """What is shown, in order."""
    shown = []
    monkeypatch.setattr(text, "has", lambda page, name: True)
    monkeypatch.setattr(text, "show", lambda page, name: shown.append(name))
    monkeypatch.setattr(text, "caption", lambda page, name: shown.append(name))
    monkeypatch.setattr(section, "st", SimpleNamespace(info=lambda reason: shown.append(f"info: {reason}")))
    return shown


def step(shown, name, answer=None):
    def run(*given):
        shown.append((name, *given))
        return answer

    return run


def test_a_section_shows_controls_numbers_figure_and_words_in_this_order(steps):
    Section(
        "prior",
        "a",
        words=step(steps, "words"),
        figure=step(steps, "figure"),
        numbers=step(steps, "numbers", 7),
        controls=step(steps, "controls", 3),
    ).show()
    assert steps == [
        "a_title",
        "a",
        ("controls",),
        ("numbers", 3),
        ("figure", 7),
        ("words", 7),
        "a_note",
    ]


@pytest.mark.parametrize("absent", ["controls", "numbers"])
def test_the_reason_stands_in_place_of_what_is_absent(steps, absent):
    Section(
        "prior",
        "a",
        controls=step(steps, "controls", Absent("No points.") if absent == "controls" else 1),
        numbers=step(steps, "numbers", Absent("No points.")),
        figure=step(steps, "figure"),
    ).show(titled=False)
    computed = [("numbers", 1)] if absent == "numbers" else []
    assert steps == ["a", ("controls",), *computed, "info: No points.", "a_note"]


def test_a_key_in_the_link_means_one_thing_on_a_page():
    first = Section("prior", "a", fields={"x": Number(0, 1, 0), "y": Choice(("u", "v"))})
    same = Section("prior", "b", fields={"y": Choice(("u", "v"))})
    other = Section("prior", "c", fields={"x": Number(0, 2, 0)})
    assert list(section.tab_fields("show", {"a": (first,), "b": (same,)})) == ["show", "x", "y"]
    with pytest.raises(ValueError, match="section c has another setting 'x'"):
        section.fields_of((first, same, other))


@pytest.mark.parametrize("study", LISTED)
def test_every_file_with_a_section_is_listed_under_its_study(study):
    folder = Path(str(PACKAGES[study].__file__)).parent
    modules = [import_module(f"{PACKAGES[study].__name__}.{each.name}") for each in iter_modules([str(folder)])]
    written = {module.SECTION.name for module in modules if hasattr(module, "SECTION")}
    listed = [each.name for each in LISTED[study]]
    assert sorted(written) == sorted(listed)
    assert {each.study for each in LISTED[study]} == {study}


@pytest.mark.parametrize(
    "tabs", [prior.TABS, eigenmodes.TABS, simplicity.TABS, finite_width.TABS, images.TABS, mode_cost.TABS]
)
def test_every_tab_has_a_label(tabs):
    assert all(label and not label.startswith("#") for label in section.labels(tabs).values())
