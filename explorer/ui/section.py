"""Sections of a page: each shows its controls, computes its numbers, draws their figure and writes its words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import streamlit as st

from explorer.language import phrases_of
from explorer.ui import session, settings, text
from explorer.ui.computing import turn
from ntkcore.architecture import NotPlainError
from ntkcore.choices import Norm, Skip

phrase = phrases_of("ui")


class Absent(NamedTuple):
    """The reason why a section has no numbers to show, in a sentence."""

    reason: str


def _nothing(*_: object) -> Any:
    """Do nothing: the default of a step that a section does not have."""
    return None


def _same(chosen: Any) -> Any:
    """Return `chosen`: the numbers of a section that computes none."""
    return chosen


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """One section: four steps in a fixed order, its settings in the link, and its texts in words.md of its study.

    `controls()` draws the widgets and returns what is chosen, `numbers(chosen)` computes and draws nothing,
    `figure(numbers)` draws, `words(numbers)` explains the figure. The first two may return `Absent`: then its reason
    is shown instead of figure and words. Where the library has a formula for plain networks only, the section says so
    and offers one. Texts in words.md are found by the section's name, each where it exists:
    `NAME_title`, `NAME` above the controls, and `NAME_note` in small print at the end.
    """

    study: str  # the folder in explorer/studies
    name: str
    controls: Callable[[], Any] = _nothing
    numbers: Callable[[Any], Any] = _same
    figure: Callable[[Any], None] = _nothing
    words: Callable[[Any], None] = _nothing
    fields: settings.Fields = field(default_factory=dict)  # by their keys in the link

    @property
    def title(self) -> str:
        """The section's title in words.md: a heading, or the label of a tab."""
        return text.section(self.study, f"{self.name}_title")

    def show(self, *, titled: bool = True) -> None:
        """Run the steps in their order; `titled=False` leaves out the title, where a tab shows it."""
        if titled and text.has(self.study, f"{self.name}_title"):
            text.show(self.study, f"{self.name}_title")
        if text.has(self.study, self.name):
            text.show(self.study, self.name)
        try:
            self._run()
        except NotPlainError:
            self._offer_plain()
        if text.has(self.study, f"{self.name}_note"):
            text.caption(self.study, f"{self.name}_note")

    def _run(self) -> None:
        chosen = numbers = self.controls()
        if not isinstance(chosen, Absent) and self.numbers is not _same:
            with turn():
                numbers = self.numbers(chosen)
        if isinstance(numbers, Absent):
            st.info(numbers.reason)
        else:
            self.figure(numbers)
            self.words(numbers)

    def _offer_plain(self) -> None:
        """Say that the theory of this section is about plain networks, and offer one."""
        text.info("playground", "only_plain")
        if st.button(phrase("plain"), key=f"plain_{self.study}_{self.name}"):
            session.change(skip=Skip.NONE, norm=Norm.NONE)
            st.rerun()


Tabs = Mapping[str, Sequence[Section]]  # by the word in the link; the first section of each names the tab


def fields_of(sections: Iterable[Section]) -> settings.Fields:
    """The settings of several sections together. Raises ValueError if two have the same key for different settings."""
    together: dict[str, settings.Bits | settings.Choice | settings.Number | settings.Text] = {}
    for section in sections:
        for key, setting in section.fields.items():
            if together.setdefault(key, setting) != setting:
                raise ValueError(f"section {section.name} has another setting {key!r} than a section before it.")
    return together


def tab_fields(key: str, tabs: Tabs) -> settings.Fields:
    """The settings of a page that shows one of `tabs` at a time, with the chosen tab under `key`."""
    return {key: settings.Choice(tuple(tabs)), **fields_of(chain.from_iterable(tabs.values()))}


def labels(tabs: Tabs) -> dict[str, str]:
    """The labels of the tabs, by the word in the link."""
    return {name: sections[0].title for name, sections in tabs.items()}


def show_all(sections: Iterable[Section]) -> None:
    """Show the sections one below the other."""
    for section in sections:
        section.show()


def show_chosen(key: str, tabs: Tabs) -> None:
    """Draw a row of tabs, and below it the sections of the chosen tab."""
    chosen = settings.choose(phrase("part"), key, labels(tabs), is_tab=True)
    first, *others = tabs[chosen]
    session.get().shown.part = first.title
    first.show(titled=False)
    show_all(others)
