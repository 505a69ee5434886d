"""A QR code, read by another library, contains its link; at most a screen's worth of small squares."""

import io
import re

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from explorer.export import qr
from explorer.scene import permalink
from explorer.scene.scene import PRESETS, Scene


def drawn(svg: str, scale: int = 4) -> Image.Image:
    """The code as pixels, from the lines of the SVG that segno writes: M x y, then h and m by turns."""
    box = re.search(r'viewBox="0 0 (\d+) \d+"', svg)
    assert box
    size = int(box[1])
    squares = np.full((size, size), 255, np.uint8)
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"|d="(M[^"]+)" class="qrline"', svg)
    assert path
    x = y = 0.0
    for letter, *values in re.findall(r"([Mmh])([-\d.]+)(?: ([-\d.]+))?", next(filter(None, path.groups()))):
        first, second = float(values[0]), float(values[1] or 0)
        if letter == "h":
            squares[int(y), int(x) : int(x + first)] = 0
            x += first
        else:
            x, y = (first, second) if letter == "M" else (x + first, y + second)
    return Image.open(io.BytesIO(png(np.kron(squares, np.ones((scale, scale), np.uint8)))))


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("preset", PRESETS)
def test_a_code_is_read_as_its_link(preset):
    link = f"https://ntk.example.org/?{permalink.encode(Scene().with_preset(preset))}"
    (read,) = zxingcpp.read_barcodes(drawn(qr.svg(link)))
    assert read.text == link


def test_a_link_that_is_too_long_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="3,000 characters; a QR code has room for"):
        qr.svg("x" * 3000)
