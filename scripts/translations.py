"""Lists what a translation lacks: `python -m scripts.translations de`; with `--seen` it notes what is there."""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from explorer import language
from explorer.lessons.translated import texts_of

LESSONS = "assets/lessons/"
PATTERNS = ("explorer/**/words.md", "explorer/**/labels.json", "assets/*.json", "assets/*/*.json", f"{LESSONS}*.md")
NO_WORDS = ("assets/results/", "assets/shared/keys.json")  # numbers, and names of keys
DIGESTS = "seen.json"


class State(NamedTuple):
    """The texts of a translation, as 'file: key': not translated, translated from another English, without English."""

    missing: list[str]
    stale: list[str]
    gone: list[str]


def files() -> list[str]:
    """The files with English texts that a translation mirrors, by their paths from the root of the repository."""
    paths = (path for pattern in PATTERNS for path in language.ROOT.glob(pattern))
    names = (str(path.relative_to(language.ROOT)) for path in paths)
    return sorted(name for name in names if not name.startswith(NO_WORDS))


def english_of(file: str) -> dict[str, str]:
    """The English texts of a file, by their keys in its translations."""
    path = language.ROOT / file
    return texts_of(path.read_text(encoding="utf-8")) if file.startswith(LESSONS) else language.texts(path)


def digest(text: str) -> str:
    """A short digest of an English text."""
    return sha256(text.encode()).hexdigest()[:8]


def compare(english: dict[str, str], other: dict[str, str], noted: dict[str, str]) -> State:
    """What is missing, stale and gone in `other`, where `noted` has the digests of the English it was made from."""
    return State(
        missing=[key for key in english if key not in other],
        stale=[key for key in english if key in other and noted.get(key) != digest(english[key])],
        gone=[key for key in other if key not in english],
    )


def read_digests(folder: Path) -> dict[str, dict[str, str]]:
    """The digests that a translation has noted, by file and key."""
    path = folder / DIGESTS
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def state(name: str) -> State:
    """What the translation into the language `name` lacks in all files."""
    noted, lists = read_digests(language.folder_of(name)), State([], [], [])
    for file in files():
        english, other = english_of(file), language.texts(language.file_of(file, name))
        for total, keys in zip(lists, compare(english, other, noted.get(file, {})), strict=True):
            total += [f"{file}: {key}" for key in keys]
    return lists


def note_digests(name: str) -> None:
    """Note the present English of all that is translated into the language `name`."""
    noted: dict[str, dict[str, str]] = {}
    for file in files():
        english, other = english_of(file), language.texts(language.file_of(file, name))
        if both := {key: digest(english[key]) for key in english if key in other}:
            noted[file] = both
    text = json.dumps(noted, indent=2, ensure_ascii=False) + "\n"
    (language.folder_of(name) / DIGESTS).write_text(text, encoding="utf-8")


def main(name: str, *options: str) -> None:
    """Print the lists of one language, or note its translations as up to date."""
    if "--seen" in options:
        note_digests(name)
    for title, keys in zip(State._fields, state(name), strict=True):
        print(f"{title}: {len(keys)}", *keys, sep="\n  ")


if __name__ == "__main__":
    main(*sys.argv[1:])
