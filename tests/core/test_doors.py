import sys

import pytest

from kagglebook.core.doors import add_plugins
from kagglebook.core.problems import InputError


class Base:
    pass


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a distribution of one module, `other`, with an entry point in the group `kagglebook.test`."""

    def install(source: str, entry: str) -> None:
        info = tmp_path / "other-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[kagglebook.test]\n{entry}\n")
        (tmp_path / "other.py").write_text(f"from {__name__} import Base\n{source}\n")
        monkeypatch.syspath_prepend(tmp_path)

    yield install
    sys.modules.pop("other", None)


def test_a_class_of_another_distribution_is_added_by_its_name(install):
    install("class Theirs(Base): pass", "theirs = other:Theirs")
    known = {"ours": Base}
    add_plugins("test", Base, known)
    assert (known["ours"], known["theirs"].__name__) == (Base, "Theirs")


@pytest.mark.parametrize(
    ("source", "entry", "told"),
    [
        ("1 / 0", "theirs = other:Theirs", "can't be loaded: ZeroDivisionError: division by zero"),
        ("", "theirs = other:Theirs", "can't be loaded: AttributeError"),
        ("", "theirs = another:Theirs", "can't be loaded: ModuleNotFoundError: No module named 'another'"),
        ("raise SystemExit", "theirs = other:Theirs", "can't be loaded: SystemExit"),
        ("Theirs = 3", "theirs = other:Theirs", "is no Base"),
        ("class Theirs: pass", "theirs = other:Theirs", "is no Base"),
        ("class Theirs(Base): pass", "ours = other:Theirs", "can't be added to kagglebook.test: the name is taken"),
    ],
)
def test_a_plugin_that_cannot_be_had_is_told_with_its_name(install, source, entry, told):
    install(source, entry)
    with pytest.raises(InputError) as caught:
        add_plugins("test", Base, {"ours": Base})
    name, _, value = entry.partition(" = ")
    assert str(caught.value).startswith(f"the plugin {name!r} of other ({value}) {told}")
