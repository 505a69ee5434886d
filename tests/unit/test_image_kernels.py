"""The script that fills files with kernels of images: it reads CIFAR-10 as it is stored, and goes on where it ended."""

import numpy as np
import pytest

from explorer.studies.images.numbers.networks import SHIPPED
from ntkcore import kernel_pair, layers
from scripts import image_kernels


def write_cifar(folder, images, labels):
    """Two files of the binary version: a label, then red, green and blue of all pixels, row by row."""
    rows = np.concatenate([labels[:, None], images.transpose(0, 3, 1, 2).reshape(len(images), -1)], axis=1)
    middle = len(images) // 2
    for name, some in (("data_batch_1.bin", rows[:middle]), ("data_batch_2.bin", rows[middle:])):
        some.astype(np.uint8).tofile(folder / name)


def test_a_run_that_was_stopped_goes_on_where_it_ended(tmp_path, monkeypatch, capsys):
    command = ["--out", str(tmp_path), "--images", "30", "--rows", "8"]
    tell = image_kernels.tell

    def stopped(began):
        def progress(done, total):
            tell(began)(done, total)
            if done:
                raise KeyboardInterrupt

        return progress

    monkeypatch.setattr(image_kernels, "tell", stopped)
    with pytest.raises(KeyboardInterrupt):
        image_kernels.main(command)
    assert np.load(tmp_path / "ntk.npy")[:8].all()
    assert not np.load(tmp_path / "ntk.npy")[8:, 8:].any()
    monkeypatch.setattr(image_kernels, "tell", tell)
    capsys.readouterr()
    shares = image_kernels.main(command)
    told = capsys.readouterr().out
    assert "8 of 30 rows\n" in told
    assert "\n0 of 30 rows" not in told
    pixels, _ = image_kernels.shipped(30)
    together = kernel_pair(SHIPPED.convolutional(layers.global_avg_pool()), pixels)
    for name in ("nngp", "ntk"):
        assert np.load(tmp_path / f"{name}.npy") == pytest.approx(np.asarray(getattr(together, name)), rel=1e-12)
    assert 0.0 <= shares["ntk"] <= 1.0
    with pytest.raises(ValueError, match="another --out"):
        image_kernels.main([*command[:2], "--images", "31"])


def test_cifar_is_read_from_its_binary_version(tmp_path):
    rng = np.random.default_rng(5)
    images, labels = rng.integers(0, 256, (6, 32, 32, 3)), rng.integers(0, 10, 6)
    write_cifar(tmp_path, images, labels)
    pixels, read = image_kernels.cifar(tmp_path, 5)
    assert np.array_equal(read, labels[:5])
    for image, mine in zip(images, pixels, strict=False):
        assert mine == pytest.approx((image - image.mean()) / image.std(), rel=1e-12)
    out = tmp_path / "kernels"
    image_kernels.main(["--out", str(out), "--cifar", str(tmp_path), "--images", "6", "--depth", "1", "--flatten"])
    assert np.load(out / "ntk.npy").shape == (6, 6)
    with pytest.raises(ValueError, match="has 6 images, got --images 7"):
        image_kernels.cifar(tmp_path, 7)
    (tmp_path / "data_batch_1.bin").write_bytes(b"123")
    with pytest.raises(ValueError, match="3 bytes"):
        image_kernels.cifar(tmp_path, 5)
