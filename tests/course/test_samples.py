"""The shipped samples are sound idx files of the sizes that the checks expect."""

import gzip
import itertools
import struct
from collections import Counter
from pathlib import Path

import pytest

from tests.support import ROOT

DATA = ROOT / "chapters" / "05" / "data"
SIZES = {
    ("MNIST", "train"): 4000,
    ("MNIST", "t10k"): 1000,
    ("FashionMNIST", "train"): 6000,
    ("FashionMNIST", "t10k"): 1000,
}

each_split = pytest.mark.parametrize(("name", "split"), SIZES, ids=lambda value: value)


def path_of(name: str, split: str, kind: str) -> Path:
    return DATA / name / "raw" / f"{split}-{kind}-ubyte.gz"


def read(path: Path) -> tuple[tuple[int, ...], bytes]:
    """The shape and the values of a gzipped idx file of unsigned bytes."""
    content = gzip.decompress(path.read_bytes())
    zeros, kind, axes = struct.unpack(">HBB", content[:4])
    assert (zeros, kind) == (0, 8)
    end = 4 + 4 * axes
    return struct.unpack(f">{axes}I", content[4:end]), content[end:]


def images(name: str, split: str) -> list[bytes]:
    _, values = read(path_of(name, split, "images-idx3"))
    return [values[start : start + 784] for start in range(0, len(values), 784)]


def labels(name: str, split: str) -> bytes:
    return read(path_of(name, split, "labels-idx1"))[1]


@each_split
def test_images_are_28_by_28_and_as_many_as_told(name, split):
    shape, values = read(path_of(name, split, "images-idx3"))
    assert shape == (SIZES[name, split], 28, 28)
    assert len(values) == SIZES[name, split] * 28 * 28


@each_split
def test_there_is_a_label_for_every_image(name, split):
    shape, values = read(path_of(name, split, "labels-idx1"))
    assert shape == (SIZES[name, split],)
    assert len(values) == SIZES[name, split]


@each_split
def test_all_ten_labels_occur_and_no_other(name, split):
    assert set(labels(name, split)) == set(range(10))


@each_split
def test_images_use_the_whole_range_of_a_byte_and_none_is_empty(name, split):
    pictures = images(name, split)
    assert max(map(max, pictures)) == 255
    assert all(any(picture) for picture in pictures)


@pytest.mark.parametrize(("split", "count"), [("train", 400), ("t10k", 100)])
def test_every_digit_has_the_same_share_of_mnist(split, count):
    assert Counter(labels("MNIST", split)) == dict.fromkeys(range(10), count)


@pytest.mark.parametrize("split", ["train", "t10k"])
def test_the_digits_stand_in_no_order(split):
    """Unshuffled training would learn one digit after another."""
    digits = labels("MNIST", split)
    repeats = sum(a == b for a, b in itertools.pairwise(digits))
    assert repeats < len(digits) / 5


def test_no_test_image_of_mnist_was_trained_on():
    assert set(images("MNIST", "train")).isdisjoint(images("MNIST", "t10k"))


@pytest.mark.parametrize(
    "path", sorted(DATA.glob("*/raw/*.gz")), ids=lambda path: f"{path.parent.parent.name} {path.name}"
)
def test_the_gzip_header_holds_neither_time_nor_name(path):
    magic, method, flags, time = struct.unpack("<HBBI", path.read_bytes()[:8])
    assert (magic, method) == (0x8B1F, 8)
    assert flags == 0  # no name, no comment, no extra field
    assert time == 0


def test_nothing_but_the_eight_files_lies_in_the_folders_of_the_samples():
    expected = {path_of(*split, kind) for split in SIZES for kind in ("images-idx3", "labels-idx1")}
    assert set(DATA.glob("*/raw/*")) == expected


@pytest.mark.parametrize("name", ["MNIST", "FashionMNIST"])
def test_each_sample_has_its_licence_beside_it(name):
    assert (DATA / name / "LICENSE").read_text(encoding="utf-8").strip()
