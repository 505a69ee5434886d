"""Pages that the step of a lesson can open, and the check of the settings that it gives to them."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path

from explorer.lessons.reader import Pages
from explorer.scene.values import quote
from explorer.ui import page, shelf
from explorer.ui.fields import Fields


def pages() -> Pages:
    """The pages by their titles, each with a function that tells what is wrong with some settings."""
    return {title: _faults(fields_of(title)) for title in shelf.OTHER_PAGES}


def fields_of(title: str) -> Fields:
    """The settings of a page by its title; none for a page without sections."""
    stem = page.ADDRESSES[title]
    if not stem or not (Path(__file__).parents[1] / stem / "sections").is_dir():
        return {}
    return import_module(f"explorer.studies.{stem}.sections").FIELDS


def _faults(allowed: Fields) -> Callable[[Mapping[str, str]], Iterable[str]]:
    def faults(settings: Mapping[str, str]) -> list[str]:
        problems = [f"{quote(key)} is not a setting of this page." for key in settings if key not in allowed]
        for key in settings.keys() & allowed.keys():
            allowed[key].read(key, settings[key], problems)
        return problems

    return faults
