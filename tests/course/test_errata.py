"""The errata of chapter 5 are complete: every known defect is told. That each is true is an item of its own
(kagglebook/pytest_plugin.py)."""

import re

import pytest

from kagglebook.chapter.errata import Erratum
from tests.support import ROOT, chapter_05

ERRATA = chapter_05().errata

# What was known before the programs were read: the notebook concerned, and words that its erratum can't do without.
KNOWN = [
    ("5-4", "`torch.tensor([-1],[1],[1],[1]))`"),
    ("5-4", "`SyntaxError`"),
    ("5-4", "`TypeError`"),
    ("5-5", "`torch.tensor([-1],[1],[1],[1])`"),
    ("5-5", "`TypeError`"),
    ("5-4", "`torch.autograd.Variable("),
    ("5-5", "`torch.autograd.Variable("),
    ("5-4", "`[ 1.]]) , grad_fn=<SignBackward0>)`"),
    ("5-6", "`import torch` 없이"),
    ("5-6", "`Perceptron = Perceptron("),
    ("5-7", "`datasets`와 `ToTensor`를 불러오지 않고"),
    ("5-7", "`loss_mse`를 정의하지 않으며"),
    ("5-7", "주 프로그램이 먼저"),
    *((program, "모양 `[128, 10]`") for program in ("5-7", "5-8", "5-9", "5-10", "5-11")),
    *((program, "오류 없이 엉뚱한 값") for program in ("5-7", "5-8", "5-9", "5-10", "5-11")),
    ("5-7", "`X = X.view(-1, 784)`"),
    ("5-7", "469배치, 평가는 79배치"),
    ("5-7", "섞지 않는다"),
    ("5-8", "이름이 열한 개"),
    ("5-9", "1024, 512, 512, 512"),
    ("th-5-2", "0.0000004501"),
    ("th-5-2", "0.00018158"),
    ("th-5-3", "과잉 적합과 과잉 적합"),
    ("5-10", "`DNN`과 `optimizer`를 만들지 않고"),
    ("5-10", "0.7966"),
    ("5-10", "`raw_logits`"),
    ("th-5-5", "rho"),
    ("th-5-5", "SGD와 Adam이 0.001, AdaGrad와 RMSprop이 0.01"),
    ("th-5-5", "속도다"),
    ("th-5-5", "$\\beta_2$가 RMSprop의 감쇠율"),
    ("5-11", "`KeyError`"),
    ("5-11", "반복문 밖"),
    ("5-11", "프로그램 5-10과 같다고"),
    ("ex-5-1", "0\\times\\log(0)"),
    ("ex-5-1", "`torch.xlogy`"),
]


def test_every_erratum_has_a_place_of_its_own():
    places = [erratum.where for erratum in ERRATA]
    assert sorted(set(places)) == sorted(places)


@pytest.mark.parametrize(("program", "words"), KNOWN, ids=lambda value: value)
def test_every_known_defect_is_told_in_the_notebook_concerned(program: str, words: str):
    told = [f"{e.slide}\n{e.problem}\n{e.notebook}" for e in ERRATA if program in e.programs]
    assert any(words in text for text in told)


def test_the_header_of_errata_toml_explains_every_key():
    header = (ROOT / "chapters" / "05" / "errata.toml").read_text(encoding="utf-8").partition("[[erratum]]")[0]
    explained = set(re.findall(r"^# (\w+)  +\S", header, re.MULTILINE))
    assert explained | {"code"} == set(Erratum.model_fields)
    assert "`code`" in header
