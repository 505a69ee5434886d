"""The bytes of a file to text: UTF-8, UTF-16 and UTF-32 with or without a byte order mark, else Windows-1252."""

import codecs

from ntkcore.table.cells import INVISIBLE

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Above this share of zeros in every second byte, text is UTF-16: its digits and separators are ASCII.
_ZEROS = 0.4


def to_text(data: str | bytes) -> tuple[str, tuple[str, ...]]:
    """The text of `data` without invisible letters, and what had to be guessed about its encoding."""
    if isinstance(data, str):
        return data.translate(INVISIBLE), ()
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace").translate(INVISIBLE), ()
    text, notes = _guess(data)
    return text.translate(INVISIBLE), notes


def _guess(data: bytes) -> tuple[str, tuple[str, ...]]:
    pairs = len(data) // 2
    for first, encoding, words in ((1, "utf-16-le", "UTF-16 (LE)"), (0, "utf-16-be", "UTF-16 (BE)")):
        if pairs and data[first::2].count(0) > _ZEROS * pairs and data[1 - first :: 2].count(0) < _ZEROS * pairs:
            return data.decode(encoding, errors="replace"), (
                f"The file does not state its encoding. It was read as {words}.",
            )
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        words = ("The file is not UTF-8; its letters were read as Windows-1252.",)
        return data.decode("cp1252", errors="replace"), words
