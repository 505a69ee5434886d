"""Lines with which scripts of several pages read the digits that come with the app, as their networks see them."""

_AS_IMAGES, _AS_VECTORS = "[..., None]", ".reshape(-1, 64)"


def digit_lines(*, as_images: bool) -> list[str]:
    """Lines that make `images` (240, 8, 8), their `labels`, and a function that brings each image to mean 0 and size 1.

    It returns what convolutions read, (n, 8, 8, 1), if `as_images`, else vectors (n, 64).
    """
    return [
        'with np.load("assets/digits.npz") as archive:  # in a checkout of the app',
        '    images, labels = archive["images"].astype(float), archive["labels"].astype(int)  # (240, 8, 8)',
        "",
        "def standardised(x):",
        "    x = x - x.mean(axis=(1, 2), keepdims=True)",
        f"    return (x / x.std(axis=(1, 2), keepdims=True)){_AS_IMAGES if as_images else _AS_VECTORS}",
        "",
    ]
