"""Computes the kernels of a convolutional network for many images, in files: `python -m scripts.image_kernels`.

    python -m scripts.image_kernels --out /disk/digits                            # the digits that come with the app
    python -m scripts.image_kernels --out /disk/cifar --cifar /data/cifar-10-batches-bin --depth 10 --images 60000

CIFAR-10 is read from a copy of its "binary version" on this machine (data_batch_1.bin … test_batch.bin, 3073 bytes an
image; Krizhevsky 2009); nothing is downloaded. The folder OUT gets nngp.npy and ntk.npy, n × n float64. They are
written some rows at a time, over all devices that JAX sees. Stopped at any moment, the same command goes on where it
ended. Several machines with one file system share the rows: start the command on each with --processes N,
--process 0 … N − 1 and --coordinator HOST:PORT. At the end, kernel regression with both kernels is tried.

The network: DEPTH × (convolution 3 × 3, ReLU), global pooling or flattening, dense; σ_w² = 2, σ_b = 0.1. Time grows
with n² · DEPTH, and with pooling with the fourth power of the side of the images. The first rows tell how long.
"""

import argparse
import time
from pathlib import Path

import jax
import numpy as np

from explorer.studies.images.numbers import accuracy
from explorer.studies.images.numbers.digits import as_pixels
from explorer.studies.images.numbers.networks import SHIPPED
from explorer.studies.prior.numbers.images import digits
from ntkcore import kernel_pair, layers

SIDE, COLORS = 32, 3
_BATCHES = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")


def cifar(folder: Path, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `count` images (count, 32, 32, 3) of CIFAR-10 with mean 0 and mean square 1 each, and their labels.

    Raises ValueError if a file is not a whole number of images, or if there are too few.
    """
    record, rows = 1 + COLORS * SIDE * SIDE, []
    for name in filter(lambda name: (folder / name).exists(), _BATCHES):
        content = np.fromfile(folder / name, np.uint8)
        if len(content) % record or not len(content):
            raise ValueError(f"{folder / name} has {len(content)} bytes, which are no images of {record} bytes each.")
        rows.append(content.reshape(-1, record))
        if sum(map(len, rows)) >= count:
            break
    if sum(map(len, rows)) < count:
        raise ValueError(f"{folder} has {sum(map(len, rows))} images, got --images {count}. Ask for fewer.")
    every = np.concatenate(rows)[:count]
    images = every[:, 1:].reshape(-1, COLORS, SIDE, SIDE).transpose(0, 2, 3, 1).astype(float)
    images -= images.mean((1, 2, 3), keepdims=True)
    return images / images.std((1, 2, 3), keepdims=True), every[:, 0].astype(int)


def shipped(count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `count` of the digits that come with the app in random order, and their labels."""
    images, labels, _ = digits()
    order = np.random.default_rng(accuracy.SEED).permutation(len(labels))[:count]
    return as_pixels(images[order]), labels[order].astype(int)


def file_of(path: Path, size: int, *, makes: bool) -> np.ndarray:
    """The kernel in a file as a memory map, which is made of zeros if there is none yet.

    Raises ValueError if the file has another shape.
    """
    if not path.exists() and makes:
        np.lib.format.open_memmap(path, mode="w+", dtype=np.float64, shape=(size, size)).flush()
    array = np.lib.format.open_memmap(path, mode="r+")
    if array.shape != (size, size) or array.dtype != np.float64:
        raise ValueError(f"{path} is {array.dtype} {array.shape}, not float64 {(size, size)}. Give another --out.")
    return array


def tell(began: float):
    """A function that prints how many rows are done, and after the first of them how long the rest takes."""
    start: dict[str, int] = {}

    def progress(done: int, total: int) -> None:
        first = start.setdefault("rows", done)
        seconds = time.monotonic() - began
        left = f", about {seconds * (total - done) / (done - first) / 60:.1f} minutes left" if done > first else ""
        print(f"{done} of {total} rows{left}", flush=True)

    return progress


def named_rightly(kernel: np.ndarray, labels: np.ndarray, examples: int) -> float:
    """The share of the images after the first `examples` that kernel regression names rightly."""
    order = np.arange(len(labels))[None]
    return float(accuracy.named_rightly(kernel, (kernel,), labels, order, examples)[0, 0])


def main(arguments: list[str] | None = None) -> dict[str, float]:
    """Compute or continue both kernels; return and print the accuracies."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the kernels")
    parser.add_argument("--cifar", type=Path, help="the folder of the binary version; without it, digits")
    parser.add_argument("--images", type=int, default=240)
    parser.add_argument("--examples", type=int, help="of which regression learns; five sixths by default")
    parser.add_argument("--depth", type=int, default=2, help="convolutions")
    parser.add_argument("--flatten", action="store_true", help="without pooling: much faster")
    parser.add_argument("--rows", type=int, help="of a block")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--process", type=int, default=0)
    parser.add_argument("--coordinator", default="localhost:9911")
    options = parser.parse_args(arguments)
    if options.processes > 1:
        jax.distributed.initialize(options.coordinator, options.processes, options.process)
    pixels, labels = cifar(options.cifar, options.images) if options.cifar else shipped(options.images)
    last = layers.flatten() if options.flatten else layers.global_avg_pool()
    network = SHIPPED._replace(hidden_layers=options.depth).convolutional(last)
    options.out.mkdir(parents=True, exist_ok=True)
    names = [options.out / f"{name}.npy" for name in ("nngp", "ntk")]
    files = [file_of(path, len(pixels), makes=options.process == 0) for path in names]
    print(f"{len(pixels)} images of {pixels.shape[1:]}, {jax.device_count()} devices", flush=True)
    kernel_pair(network, pixels, rows=options.rows, out=tuple(files), progress=tell(time.monotonic()))
    if options.processes > 1:
        return {}  # the last to end does not know it: run the command once more, alone
    examples = options.examples or len(labels) * 5 // 6
    shares = {path.stem: named_rightly(array, labels, examples) for path, array in zip(names, files, strict=True)}
    for name, share in shares.items():
        print(f"{name}: {100 * share:.1f} % of {len(labels) - examples} images after {examples} examples")
    return shares


if __name__ == "__main__":
    main()
