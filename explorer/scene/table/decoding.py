"""The bytes of a file to text: UTF-8, UTF-16, UTF-32, Mac Roman or Windows-1252; files that are no text are named."""

import codecs

from explorer.scene.table.signs import INVISIBLE

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of files that are not text.
_FORMATS = (
    (b"PK\x03\x04", "a packed file such as an Excel or LibreOffice workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a sound"),
    (b"{\\rtf", "a text document with formatting (RTF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"BZh", "a packed file (bzip2)"),
    (b"\xfd7zXZ", "a packed file (xz)"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"MATLAB 5.0", "a MATLAB file"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
)
# Above this share of zeros in every second byte, text is UTF-16: its digits and separators are ASCII.
_ZEROS = 0.4
# Control characters that are rare in text: all but tab, line ends, form feed, Ctrl-Z and escape.
_CONTROL = bytes(sorted({*range(32)} - {9, 10, 11, 12, 13, 26, 27, 28, 29, 30, 31}))
_MOST_CONTROL = 0.02
_SAMPLE = 20_000  # bytes


def to_text(data: str | bytes) -> tuple[str, tuple[str, ...]]:
    """Decode `data` to text without invisible letters, with notes about a guessed encoding.

    A file that is not text gives '' and a note that names its format.
    """
    if isinstance(data, str):
        return data.translate(INVISIBLE).replace("\0", ""), ()
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace").translate(INVISIBLE), ()
    for start, name in _FORMATS:
        if data.startswith(start):
            return "", (f"The file is {name}, not text. Save the table as CSV, or copy its cells and paste them.",)
    text, notes = _guess(data)
    return text.translate(INVISIBLE), notes


def _guess(data: bytes) -> tuple[str, tuple[str, ...]]:
    pairs = len(data) // 2
    for first, encoding, name in ((1, "utf-16-le", "UTF-16 (LE)"), (0, "utf-16-be", "UTF-16 (BE)")):
        if pairs and data[first::2].count(0) > _ZEROS * pairs and data[1 - first :: 2].count(0) < _ZEROS * pairs:
            return data.decode(encoding, errors="replace"), (
                f"The file does not state its encoding. It was read as {name}.",
            )
    data = data.rstrip(b"\0\x1a")
    sample = data[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROL)) > _MOST_CONTROL * len(sample):
        return "", ("The file is not text. Save the table as CSV, or copy its cells and paste them.",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        # Only old programs for the Macintosh end their lines like this.
        is_mac = b"\r" in data and b"\n" not in data
        encoding, name = ("mac_roman", "Mac Roman") if is_mac else ("cp1252", "Windows-1252")
        return data.decode(encoding, errors="replace"), (f"The file is not UTF-8; its letters were read as {name}.",)
