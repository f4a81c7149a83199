import json
import re
import shutil
from urllib.parse import unquote

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.kaggle import KaggleSettings
from kagglebook.core.layout import Layout
from kagglebook.core.problems import InputError
from kagglebook.notebook.kaggle_publisher import RULES, KagglePublisher, Submission

T4 = {"owner": "cv-lecture", "machine_shape": "NvidiaTeslaT4"}
SOURCE = json.dumps({"metadata": {"kernelspec": {"name": "python3"}}}).encode()


@pytest.fixture
def kaggle(root) -> KagglePublisher:
    return KagglePublisher(Layout(root))


def metadata_of(kaggle: KagglePublisher, title: str = "CV Ch01 Program 1", **settings):
    return kaggle.kernel_metadata(title, KaggleSettings(**{**T4, **settings}))


def broken_by(kaggle: KagglePublisher, metadata, source: bytes = SOURCE) -> set[tuple[str, str]]:
    """The rules that are broken, each with the field that it is about."""
    return {(violation.rule, violation.field) for violation in kaggle.violations(Submission(metadata, source))}


def test_the_metadata_say_what_the_settings_say(kaggle):
    assert metadata_of(kaggle, dataset_sources=["a/b"], keywords=["cv"], private=False, internet=False) == {
        "id": "cv-lecture/cv-ch01-program-1",
        "title": "CV Ch01 Program 1",
        "code_file": "cv-ch01-program-1.ipynb",
        "language": "python",
        "kernel_type": "notebook",
        "is_private": False,
        "enable_gpu": True,
        "enable_tpu": False,
        "enable_internet": False,
        "machine_shape": "NvidiaTeslaT4",
        "keywords": ["cv"],
        "dataset_sources": ["a/b"],
        "competition_sources": [],
        "kernel_sources": [],
        "model_sources": [],
    }


@pytest.mark.parametrize(
    ("machine", "gpu", "tpu", "accelerator"),
    [
        ("", False, False, "none"),
        ("NvidiaTeslaT4", True, False, "nvidiaTeslaT4"),
        ("TpuV5E8", False, True, "tpuV5E8"),
    ],
)
def test_the_machine_is_told_in_every_form_that_kaggle_reads(kaggle, machine, gpu, tpu, accelerator):
    metadata = metadata_of(kaggle, machine_shape=machine)
    assert (metadata["machine_shape"], metadata["enable_gpu"], metadata["enable_tpu"]) == (machine, gpu, tpu)
    assert kaggle.editor_metadata(KaggleSettings(machine_shape=machine, internet=False)) == {
        "accelerator": accelerator,
        "dataSources": [],
        "isGpuEnabled": gpu,
        "isInternetEnabled": False,
        "language": "python",
        "sourceType": "notebook",
    }
    assert broken_by(kaggle, metadata) == set()


# What is changed in sound metadata (None: left out), and the rules that this breaks, each with its field.
VIOLATIONS = [
    ({"title": "A" * 51, "id": f"cv/{'a' * 51}"}, {("fields", "title")}),
    ({"title": "Abcd", "id": "cv/abcd"}, {("fields", "title"), ("fields", "id")}),
    ({"title": "Program 1 빼기", "id": "cv/program-1-bbaegi"}, {("fields", "title")}),
    ({"title": 5, "id": "cv/other"}, {("fields", "title"), ("slug", "id")}),
    ({"title": "CV Ch01 Program 2"}, {("slug", "id")}),
    ({"id": "/cv-ch01-program-1"}, {("fields", "id")}),
    ({"id": "CV/cv-ch01-program-1"}, {("fields", "id")}),
    ({"id": "cv-ch01-program-1"}, {("fields", "id"), ("slug", "id")}),
    ({"code_file": "program.py"}, {("fields", "code_file")}),
    ({"language": "r"}, {("fields", "language")}),
    ({"kernel_type": "script"}, {("fields", "kernel_type")}),
    ({"is_private": "true"}, {("fields", "is_private")}),
    ({"enable_internet": None}, {("fields", "")}),
    ({"docker_image": "x"}, {("fields", "docker_image")}),
    ({"dataset_source": [], "is_privat": True}, {("fields", "dataset_source"), ("fields", "is_privat")}),
    ({"keywords": "cv"}, {("fields", "keywords")}),
    ({"keywords": [""]}, {("fields", "keywords")}),
    ({"dataset_sources": ["mnist-dataset"]}, {("fields", "dataset_sources")}),
    ({"dataset_sources": ["a/b/latest"]}, {("fields", "dataset_sources")}),
    ({"competition_sources": ["a/b"]}, {("fields", "competition_sources")}),
    ({"kernel_sources": ["notebook"]}, {("fields", "kernel_sources")}),
    ({"model_sources": ["a/b/pytorch/small"]}, {("fields", "model_sources")}),
    ({"machine_shape": "NvidiaTeslaT5"}, {("machine", "machine_shape")}),
    ({"machine_shape": "NvidiaTeslaP100"}, {("machine", "machine_shape")}),
    ({"machine_shape": ""}, {("accelerator", "enable_gpu")}),
    ({"enable_gpu": False}, {("accelerator", "enable_gpu")}),
    ({"enable_tpu": True}, {("accelerator", "enable_tpu")}),
]


@pytest.mark.parametrize(("change", "broken"), VIOLATIONS, ids=[str(change) for change, _ in VIOLATIONS])
def test_metadata_that_kaggle_would_not_take_break_a_rule(kaggle, change, broken):
    metadata = {key: value for key, value in {**metadata_of(kaggle), **change}.items() if value is not None}
    assert broken_by(kaggle, metadata) == broken


@pytest.mark.parametrize(
    "change",
    [
        {"title": "A" * 50, "id": f"cv/{'a' * 50}"},
        {"title": "Abcde", "id": "cv/abcde"},
        {"dataset_sources": ["a/b", "a-b/c_d/3"]},
        {"competition_sources": ["titanic"]},
        {"kernel_sources": ["a/b"]},
        {"model_sources": ["google/gemma-2/pytorch/2b-it/1"]},
        {"keywords": []},
    ],
    ids=str,
)
def test_metadata_at_the_edge_of_what_kaggle_takes_break_none(kaggle, change):
    assert broken_by(kaggle, {**metadata_of(kaggle), **change}) == set()


@pytest.mark.parametrize(
    ("source", "broken"),
    [
        (SOURCE.ljust(999_999), set()),
        (SOURCE.ljust(1_000_000), {("source-size", "code_file")}),
        (SOURCE.replace(b"python3", "파이썬".encode()), {("source-ascii", "code_file"), ("kernelspec", "code_file")}),
        (SOURCE + " ".encode("utf-16"), {("source-ascii", "code_file"), ("kernelspec", "code_file")}),
        (SOURCE.replace(b"python3", b"ir"), {("kernelspec", "code_file")}),
        (b'{"metadata": {}}', {("kernelspec", "code_file")}),
        (b"[]", {("kernelspec", "code_file")}),
        (b"# no notebook", {("kernelspec", "code_file")}),
    ],
    ids=range(8),
)
def test_a_source_that_kaggle_would_not_take_breaks_a_rule(kaggle, source, broken):
    assert broken_by(kaggle, metadata_of(kaggle), source) == broken


def test_every_rule_says_why_it_exists():
    assert all(rule.__doc__ for rule in RULES.values())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dataset_source": []}, "unknown field 'dataset_source', did you mean 'dataset_sources'?"),
        ({"title": "A" * 51, "id": f"cv/{'a' * 51}"}, f"title '{'A' * 51}' (51) must be 5 to 50 ASCII characters"),
        ({"dataset_sources": ["a/b", "mnist"]}, "dataset_sources[1] 'mnist' must be owner/slug or owner/slug/version"),
        ({"machine_shape": "NvidiaTeslaT5"}, "unknown machine 'NvidiaTeslaT5', did you mean 'NvidiaTeslaT4'?"),
        ({"id": "cv/other"}, "the slug 'other' is not what the title 'CV Ch01 Program 1' becomes, 'cv-ch01-program-1'"),
        ({"enable_gpu": False}, "enable_gpu contradicts the machine, a gpu"),
    ],
    ids=str,
)
def test_a_violation_says_what_is_wrong(kaggle, change, message):
    (violation,) = kaggle.violations(Submission({**metadata_of(kaggle), **change}, SOURCE))
    assert violation.message == message


def test_every_retired_machine_breaks_the_rule_with_its_reason(kaggle):
    retired = {name: entry["retired"] for name, entry in kaggle.machines.items() if "retired" in entry}
    assert "NvidiaTeslaP100" in retired
    for name, reason in retired.items():
        (violation,) = kaggle.violations(Submission(metadata_of(kaggle, machine_shape=name), SOURCE))
        assert violation.message.endswith(reason)


@pytest.mark.parametrize(("content", "told"), [(b'{\n"a": }\n', ":2: broken JSON"), (b"\n\xff", ":2: not UTF-8")])
def test_a_broken_file_of_the_platform_is_told_with_its_line(repo, content, told):
    path = repo / "kernel-metadata" / "machines.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=f"machines.json{told}"):
        KagglePublisher(Layout(repo))


def test_a_course_without_files_of_the_platform_has_those_of_all_courses(repo):
    own = KagglePublisher(Layout(repo))
    shutil.rmtree(repo / "kernel-metadata")
    shared = KagglePublisher(Layout(repo))
    assert (shared.machines, shared.defaults) == (own.machines, own.defaults)


def badge_of(chapter) -> str:
    return KagglePublisher(chapter.layout).badge(chapter, chapter.programs[0]).url


def test_the_badge_leads_to_the_published_notebook_or_imports_the_committed_one(repo, edit):
    chapter = load_chapter(repo, 1)
    slug = "cv-ch01-program-1-addition"
    assert badge_of(chapter) == f"https://www.kaggle.com/code/cv-lecture/{slug}"
    lines = 'owner = "cv-lecture"\nrepository = "https://github.com/a/b"\n'
    edit("chapters/01/chapter.toml", 'owner = "cv-lecture"\n', lines)
    path = f"output/chapter-01/{slug}/{slug}.ipynb"
    expected = f"https://kaggle.com/kernels/welcome?src=https://github.com/a/b/blob/main/{path}"
    assert badge_of(load_chapter(repo, 1)) == expected
    edit("chapters/01/chapter.toml", lines, f'{lines}branch = "draft"\n')
    assert badge_of(load_chapter(repo, 1)) == expected.replace("/main/", "/draft/")


def test_the_badge_that_imports_chooses_the_machine(repo, edit):
    edit(
        "chapters/01/chapter.toml",
        'owner = "cv-lecture"\n',
        'owner = "cv-lecture"\nrepository = "https://github.com/a/b"\n',
    )
    chapter = load_chapter(repo, 1)
    kaggle, (on_cpu, on_gpu) = KagglePublisher(chapter.layout), chapter.programs
    assert "accelerator" not in kaggle.badge(chapter, on_cpu).url
    assert kaggle.badge(chapter, on_gpu).url.endswith(".ipynb&accelerator=nvidiaTeslaT4")


@pytest.mark.parametrize("branch", ["a)b", "a b", "a](x", "a?b&c#d", "가", "a%20b", "a<b>", 'a"b'])
def test_no_branch_breaks_out_of_the_badge_s_link(repo, edit, branch):
    written = json.dumps(branch, ensure_ascii=False)
    lines = f'owner = "cv-lecture"\nrepository = "https://github.com/a/b"\nbranch = {written}\n'
    edit("chapters/01/chapter.toml", 'owner = "cv-lecture"\n', lines)
    url = badge_of(load_chapter(repo, 1))
    assert url.startswith("https://kaggle.com/kernels/welcome?src=https://github.com/a/b/blob/")
    assert re.fullmatch(r"[\w.:/?=%-]+", url, re.ASCII)
    assert unquote(url).split("/blob/")[1].startswith(f"{branch}/output/")


@pytest.mark.parametrize(
    ("attached", "told"),
    [
        (0, "the notebook has 1,000,000 bytes; Kaggle takes less than 1,000,000"),
        (
            10,
            "10 of them its pictures; Kaggle takes less than 1,000,000: make them smaller, or show them from an https",
        ),
    ],
)
def test_a_source_that_is_too_large_says_whether_its_pictures_are_the_reason(kaggle, attached, told):
    notebook = {"metadata": {"kernelspec": {"name": "python3"}}, "cells": [{"attachments": {}}]}
    if attached:
        notebook["cells"].append({"attachments": "x" * (attached - 2)})
    source = json.dumps(notebook).encode().ljust(1_000_000)
    (violation,) = kaggle.violations(Submission(metadata_of(kaggle), source))
    assert told in violation.message
