"""What an installed wheel holds: all that a course in a folder of its own needs."""

import zipfile

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.support import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_package_and_the_data_beside_its_modules_are_in_it(wheel):
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "kagglebook").rglob("*") if path.is_file()}
    files = {path for path in files if "__pycache__" not in path}
    assert files <= set(wheel.namelist())


@pytest.mark.parametrize("folder", ["templates", "kernel-metadata"])
def test_what_courses_share_is_in_it_as_it_lies_at_the_top_of_the_repository(wheel, folder):
    for path in (ROOT / folder).rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            name = f"kagglebook/shared/{path.relative_to(ROOT).as_posix()}"
            assert wheel.read(name) == path.read_bytes()


def test_there_is_no_second_copy_of_what_courses_share():
    assert not (ROOT / "kagglebook" / "shared").exists()


def test_the_image_of_kaggle_travels_in_it(wheel):
    (name,) = [name for name in wheel.namelist() if name.endswith("share/kagglebook/constraints/kaggle.txt")]
    assert wheel.read(name) == (ROOT / "constraints" / "kaggle.txt").read_bytes()
