"""Draws and cuts the samples beside it: `python make_samples.py`.

- `MNIST/raw/`: the first 2000 training and 500 test images of chapter 5's samples (MNIST, CC BY-SA 3.0).
- `cifar-10-batches-py/`: drawn here, in the layout of CIFAR-10's own pickles: ten kinds of shapes, 32 x 32, in colour.
- `signs/train/KIND/*.png`, `signs/test/KIND/*.png`: three further kinds, few images of each.

What is drawn here is under the licence of this repository.
"""

import gzip
import pickle
import struct
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
KINDS = ["disc", "ring", "square", "frame", "triangle", "cross", "plus", "rows", "columns", "checks"]
NEW_KINDS = ["diamond", "arrow", "half"]


def draw(kind: str, generator: np.random.Generator) -> np.ndarray:
    """An image of a kind, uint8 [32, 32, 3]: place, size and both colours are drawn by chance, and noise is added."""
    dark, light = generator.integers(0, 110, 3), generator.integers(145, 256, 3)
    ground, ink = (dark, light) if generator.random() < 0.5 else (light, dark)
    image = Image.new("RGB", (32, 32), tuple(map(int, ground)))
    pen, ink = ImageDraw.Draw(image), tuple(map(int, ink))
    r = int(generator.integers(8, 13))
    x, y = (int(generator.integers(r + 1, 31 - r)) for _ in range(2))
    box, thick = [x - r, y - r, x + r, y + r], 3
    if kind == "disc":
        pen.ellipse(box, fill=ink)
    elif kind == "ring":
        pen.ellipse(box, outline=ink, width=thick)
    elif kind == "square":
        pen.rectangle(box, fill=ink)
    elif kind == "frame":
        pen.rectangle(box, outline=ink, width=thick)
    elif kind == "triangle":
        pen.polygon([(x, y - r), (x - r, y + r), (x + r, y + r)], fill=ink)
    elif kind == "cross":
        pen.line(box, fill=ink, width=thick)
        pen.line([x - r, y + r, x + r, y - r], fill=ink, width=thick)
    elif kind == "plus":
        pen.line([x - r, y, x + r, y], fill=ink, width=thick)
        pen.line([x, y - r, x, y + r], fill=ink, width=thick)
    elif kind == "diamond":
        pen.polygon([(x, y - r), (x - r, y), (x, y + r), (x + r, y)], fill=ink)
    elif kind == "arrow":
        pen.line([x - r, y, x + r, y], fill=ink, width=thick)
        pen.polygon([(x + r, y), (x, y - r // 2), (x, y + r // 2)], fill=ink)
    elif kind == "half":
        pen.pieslice(box, 180, 360, fill=ink)
    else:
        for place in range(-r, r + 1):
            for other in range(-r, r + 1):
                stripe = {"rows": other, "columns": place, "checks": place // 4 * 4 + other // 4 * 4}[kind]
                if stripe // 4 % 2 == 0:
                    pen.point((x + place, y + other), fill=ink)
    noisy = np.asarray(image, dtype=float) + generator.normal(0, 12, (32, 32, 3))
    return noisy.clip(0, 255).astype(np.uint8)


def write_cifar(folder: Path, generator: np.random.Generator) -> None:
    """A batch for training and one for testing, and what the classes are called, as www.cs.toronto.edu/~kriz has them."""
    folder.mkdir(exist_ok=True)
    for name, count in (("data_batch_1", 300), ("test_batch", 100)):
        labels = [number % 10 for number in range(count)]
        rows = [draw(KINDS[label], generator).transpose(2, 0, 1).ravel() for label in labels]
        batch = {b"batch_label": name.encode(), b"labels": labels, b"data": np.stack(rows), b"filenames": []}
        (folder / name).write_bytes(pickle.dumps(batch, protocol=4))
    meta = {b"label_names": [kind.encode() for kind in KINDS], b"num_vis": 3072}
    (folder / "batches.meta").write_bytes(pickle.dumps(meta, protocol=4))


def write_signs(folder: Path, generator: np.random.Generator) -> None:
    for part, count in (("train", 12), ("test", 20)):
        for kind in NEW_KINDS:
            (folder / part / kind).mkdir(parents=True, exist_ok=True)
            for number in range(count):
                Image.fromarray(draw(kind, generator)).save(folder / part / kind / f"{number:02}.png", optimize=True)


def cut_mnist(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, count in (("train", 2000), ("t10k", 500)):
        for what, header, size in (("images-idx3", 16, 784), ("labels-idx1", 8, 1)):
            content = gzip.decompress((source / f"{name}-{what}-ubyte.gz").read_bytes())
            content = content[:4] + struct.pack(">I", count) + content[8 : header + count * size]
            (folder / f"{name}-{what}-ubyte.gz").write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    generator = np.random.default_rng(6)
    write_cifar(HERE / "cifar-10-batches-py", generator)
    write_signs(HERE / "signs", generator)
    cut_mnist(HERE.parents[4] / "chapters" / "05" / "data" / "MNIST" / "raw", HERE / "MNIST" / "raw")
