import os
import sys

import pytest

from kagglebook.execution.versions import ask, versions, versions_behind, versions_here

PACKAGES = ("numpy", "pillow", "no-such-package")


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Put a distribution on the path, as pip leaves it: its name, version, modules, and whom it requires."""
    monkeypatch.setattr(sys, "path", [str(tmp_path)])

    def put(name, version, files=(), top="", requires=(), info="dist-info", where=tmp_path):
        folder = where / f"{name}-{version}.{info}"
        folder.mkdir(parents=True)
        lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {each}" for each in requires)]
        words = "\n".join(["Metadata-Version: 2.1", *lines, "", "Name: of the description\n"])
        (folder / ("METADATA" if info == "dist-info" else "PKG-INFO")).write_text(words)
        (folder / "RECORD").write_text("".join(f"{file},sha256=x,1\n" for file in files))
        if top:
            (folder / "top_level.txt").write_text(top)

    return put


def behind(*modules):
    found = versions_behind(modules)
    assert set(found.pop("")) == {"python"}
    return found


def test_the_distributions_of_these_names_tell_their_versions():
    pytest.importorskip("numpy")
    found = versions(PACKAGES)
    assert found["numpy"] == sys.modules["numpy"].__version__
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert "no-such-package" not in found


@pytest.mark.parametrize(
    "files",
    ["PIL/Image.py", "PIL.py", "PIL.cpython-311-x86_64-linux-gnu.so", "PIL.pyd", "../../bin/x\nPIL/__init__.py"],
)
def test_a_module_may_have_another_name_than_its_distribution(site, files):
    site("Pillow", "1.0", files.split("\n"))
    assert behind("PIL.Image") == {"PIL": {"pillow": "1.0"}}


def test_what_older_tools_installed_says_its_modules_in_a_file(site):
    site("PyYAML", "6.0", top="_yaml\nyaml\n", info="egg-info")
    assert behind("yaml") == {"yaml": {"pyyaml": "6.0"}}


def test_all_that_bring_a_part_of_a_module_count(site):
    site("opencv-python", "4", ["cv2/cv2.abi3.so"])
    site("opencv-python-headless", "5", ["cv2/cv2.abi3.so"])
    assert behind("cv2") == {"cv2": {"opencv-python": "4", "opencv-python-headless": "5"}}


def test_what_they_require_counts_and_no_extra(site):
    site("scikit-learn", "1", ["sklearn/__init__.py"], requires=["SciPy>=1.8", 'shown; extra == "plots"'])
    site("scipy", "2", ["scipy/__init__.py"], requires=["numpy (<3)", "not-here"])
    site("numpy", "3", ["numpy/__init__.py"], requires=["scipy"])
    site("shown", "4", ["shown/__init__.py"])
    assert behind("sklearn.svm") == {"sklearn": {"scikit-learn": "1", "scipy": "2", "numpy": "3"}}


def test_the_first_on_the_path_is_the_one_that_is_imported(site, tmp_path):
    sys.path.insert(0, str(tmp_path / "first"))
    site("a", "2", ["a.py"], where=tmp_path / "first")
    site("a", "1", ["a.py"])
    assert behind("a") == {"a": {"a": "2"}}


def test_a_folder_of_a_distribution_s_name_is_no_module(site):
    site("sklearn", "0", ["sklearn-0.dist-info/METADATA", "sklearn.libs/x.so"])
    assert behind("sklearn") == {"sklearn": {}}


def test_a_module_that_no_distribution_has_is_of_no_version(site):
    assert behind("helpers", "json") == {"helpers": {}, "json": {}}


@pytest.mark.parametrize("question", [versions, versions_behind])
def test_another_interpreter_says_the_same_and_what_is_none_says_nothing(question):
    assert ask(sys.executable, question, PACKAGES) == question(PACKAGES)
    assert ask("/bin/false", question, PACKAGES) is None
    assert ask("no-such-interpreter", question, PACKAGES) is None


@pytest.mark.thorough
def test_what_the_standard_library_says_of_this_python_is_the_same():
    from importlib import metadata

    names = {"yaml", "PIL", "numpy", "matplotlib", "dateutil"} & metadata.packages_distributions().keys()
    for name in names:
        own = {each.lower().replace("_", "-") for each in metadata.packages_distributions()[name]}
        assert own <= behind(name)[name].keys()


def test_what_is_here_is_looked_up_once_until_something_is_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    asked = []
    monkeypatch.setattr("kagglebook.execution.versions.versions_behind", lambda names: asked.append(names) or {})
    versions_here(["numpy"])
    versions_here(["numpy"])
    assert len(asked) == 1

    metadata = tmp_path / "numpy-1.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Version: 1.0")
    versions_here(["numpy"])
    assert len(asked) == 2

    os.utime(metadata, ns=(1, 1))  # a clock may be too coarse to tell
    versions_here(["numpy"])
    assert len(asked) == 3
