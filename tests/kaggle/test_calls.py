"""Each call of the table is one that the installed client and its SDK have, with these parameters and fields."""

import ast
import inspect
from importlib import import_module
from operator import attrgetter
from pathlib import Path

import pytest

from kagglebook import kaggle as room
from kagglebook.kaggle import calls
from kagglebook.kaggle.calls import CLIENT, SERVICES, request_of
from tests.support.online import import_client

SOURCES = [path.read_text(encoding="utf-8") for path in Path(*room.__path__).glob("*.py")]


@pytest.fixture(scope="module")
def client():
    import_client()
    from kaggle.api.kaggle_api_extended import KaggleApi

    return KaggleApi


@pytest.mark.parametrize("name", CLIENT)
def test_the_client_takes_what_is_passed(client, name):
    taken = inspect.signature(getattr(client, name)).parameters

    missing = [each for each in CLIENT[name] if each not in taken]
    assert not missing, f"KaggleApi.{name} takes no {missing}, but {list(taken)}"
    needed = [
        each.name
        for each in list(taken.values())[1:]
        if each.default is each.empty and each.kind is not each.VAR_KEYWORD
    ]
    assert set(needed) <= set(CLIENT[name]), f"KaggleApi.{name} needs {needed}"


@pytest.mark.parametrize("name", SERVICES)
def test_the_sdk_has_the_call_its_request_and_each_field(name):
    from kagglesdk import KaggleClient

    service = SERVICES[name]
    assert callable(attrgetter(f"{service.client}.{name}")(KaggleClient()))
    request = request_of(name)
    for field in service.sets:
        assert isinstance(getattr(type(request), field, None), property), f"{service.request} has no {field}"
    for answer, fields in service.reads.items():
        kind = getattr(import_module(service.types), answer)
        for field in fields:
            assert isinstance(getattr(kind, field, None), property), f"{answer} has no {field}"


def test_a_call_that_moved_is_named(monkeypatch):
    monkeypatch.setitem(calls.SERVICES, "get_kernel", calls.Service(calls.KERNELS, "ApiGetKernelRequest", ("no_such",)))

    with pytest.raises(AssertionError, match="ApiGetKernelRequest has no no_such"):
        test_the_sdk_has_the_call_its_request_and_each_field("get_kernel")


def test_no_call_is_made_that_the_table_lacks():
    made = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                where = node.func.value
                if (isinstance(where, ast.Attribute) and where.attr == "_api") or getattr(where, "id", "") == "api":
                    made.add(node.func.attr)
                if node.func.attr == "_call" and isinstance(node.args[0], ast.Constant):
                    assert node.args[0].value in SERVICES
    assert made <= set(CLIENT)
    assert "kernels_push" in made  # it looks where calls are
