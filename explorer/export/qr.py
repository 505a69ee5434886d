"""The QR code of a link, drawn by segno."""

import io

import segno
from segno import DataOverflowError


def svg(link: str) -> str:
    """The code of `link` as SVG that fills its box, black on white with the quiet zone that readers need.

    The lowest level of error correction that still fits gives the largest squares, which the back row needs.
    Raises ValueError for a link that no code can contain.
    """
    try:
        code = segno.make(link, error="l", micro=False, boost_error=True)
    except DataOverflowError:
        raise ValueError(
            f"The link has {len(link):,} characters; a QR code has room for 2,953. Share the link itself."
        ) from None
    out = io.BytesIO()
    code.save(out, kind="svg", border=4, dark="black", light="white", xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()
