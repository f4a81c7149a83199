import io
import time

import pytest
from tqdm import tqdm

from kagglebook.core.progress import without_bars, without_colours

WARNING = "/tmp/ipykernel_7/1.py:3: UserWarning: careless"


def drawn(items=3, **options) -> str:
    """What tqdm writes while it counts."""
    out = io.StringIO()
    for _ in tqdm(items if hasattr(items, "__next__") else range(items), file=out, mininterval=0, **options):
        pass
    return out.getvalue()


def nested(**options) -> str:
    out = io.StringIO()
    for _ in tqdm(range(2), desc="epoch", file=out, mininterval=0):
        for _ in tqdm(range(2), desc="batch", file=out, mininterval=0, **options):
            pass
    return out.getvalue()


def with_postfix() -> str:
    out = io.StringIO()
    bar = tqdm(range(2), file=out, mininterval=0)
    for _ in bar:
        bar.set_postfix(loss=0.5, shape=[1, 2], name="a|b")
    return out.getvalue()


BARS = {
    "plain": drawn(),
    "with a name": drawn(desc="에폭 1|2"),
    "of images": drawn(unit="img", unit_scale=True),
    "of bytes": drawn(3000, unit="B", unit_scale=True, unit_divisor=1024),
    "in ASCII": drawn(ascii=True),
    "of other characters": drawn(ascii=" >="),
    "in colour": drawn(colour="green"),
    "without a bar": drawn(ncols=0),
    "narrow": drawn(ncols=20),
    "of a form of its own": drawn(bar_format="{desc}{n_fmt}/{total_fmt} {bar} {elapsed}"),
    "without times": drawn(bar_format="{l_bar}{bar}| {n_fmt}/{total_fmt}"),
    "with words behind": drawn(bar_format="{l_bar}{bar}| [{elapsed}] {rate_fmt}"),
    "of percent alone": drawn(bar_format="{percentage:3.0f}% {elapsed}"),
    "without end": drawn(iter(range(3))),
    "without end, of images": drawn(iter(range(3)), unit=" images"),
    "of hours": "3it [1:02:03, 1241.00s/it]",
    "slow": " 50%|█████     | 1/2 [1:00:00<1:00:00, 3600.00s/it]\n",
    "cut off": " 50%|█████     | 1/2 [1:00:0",
    "with values behind": with_postfix(),
    "nested": nested(),
    "nested, not left": nested(leave=False),
    "nested, placed": nested(position=1, leave=False),
    "of torch.hub": "\r12.5%\r100.0%\n",
    "of torch.hub, at once": "100.0%\n",
    "by hand": "".join(f"\repoch {epoch}/3, loss {1 / epoch:.3f}" for epoch in (1, 2, 3)) + "\n",
    "two in a line": "  0%|   | 0/3 [00:00<?, ?it/s]100%|███| 3/3 [00:00<00:00, 9it/s]",
}


@pytest.mark.parametrize("name", BARS)
def test_a_progress_bar_of_every_form_is_one(name):
    assert without_bars(BARS[name]) == ""


@pytest.mark.parametrize("name", BARS)
def test_what_is_said_before_and_after_a_bar_stays(name):
    said = f"careless\n{BARS[name]}\ncareful\n"
    assert without_bars(said) == "careless\ncareful"


@pytest.mark.parametrize("gap", ["", "   "])
@pytest.mark.parametrize("postfix", ["", ", loss=0.5, shape=[1, 2]"])
def test_a_warning_that_stands_behind_a_bar_on_its_line_stays(gap, postfix):
    bar = f"\r  0%|   | 0/3 [00:00<?, ?it/s]\r 33%|█  | 1/3 [00:00<00:01, 2.5it/s{postfix}]"
    assert without_bars(f"{bar}{gap}{WARNING}\n  fit()\n\r100%|███| 3/3 [00:01<00:00]\n") == f"{WARNING}\n  fit()"


def test_a_warning_behind_a_bar_of_a_form_of_its_own_stays():
    assert without_bars(f" 33%|█  | 1/3 {WARNING}\n  fit()\n") == f"{WARNING}\n  fit()"


@pytest.mark.parametrize(
    "said",
    [
        WARNING,
        "UserWarning: 50% of [these] are lost",
        "accuracy 95%",
        "loss 0.5 [lower is better]",
        "5% | 6%",
        "took [00:03] for 5 items",
        "[W1125 17:38:39.210 x.cpp:183] [0/0] no such kernel",
        "100%| " + "x" * 3_000,
        "a\rb",
        "windows\r\nlines",
    ],
)
def test_what_only_looks_like_a_bar_stays(said):
    assert without_bars(said) == said.replace("\r\n", "\n").replace("\r", "\n")


def test_blank_lines_and_colours_go():
    assert without_bars("\n \n\x1b[31mred\x1b[0m \n\x1b]0;title\x07\n\x1b[2K\n") == "red"
    assert without_colours("\x1b[1;31mE\x1b[0m\x1b[38;5;9mr\x1b[Kr\x1b(") == "Err\x1b("


def test_an_escape_without_end_hides_nothing_of_other_lines():
    assert without_bars("\x1b]0;\nboom").splitlines()[1] == "boom"
    assert "boom" in without_bars("\x1b]boom\n")


HOSTILE = {
    "one letter": "a" * 1_000_000,
    "half a bar": "5%| " * 250_000,
    "half a time": "[00:00<" * 140_000,
    "brackets": "[" * 1_000_000,
    "brackets by lines": ("[" * 1_999 + "\n") * 500,
    "closed brackets": "1%||[]x" * 140_000,
    "closed brackets by lines": ("1%||[]x" * 285 + "\n") * 500,
    "times": "[00:00, 1it/]x" * 70_000,
    "numbers": " 1" * 500_000,
    "escapes": "\x1b]" * 500_000,
    "an escape": "\x1b]" + "a" * 1_000_000,
    "returns": "a1\r" * 330_000,
    "lines": "a\n" * 500_000,
    "headers": ":1: a" * 200_000,
    "a list": str(list(range(150_000))),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_time_grows_with_the_text_alone(name):
    started = time.process_time()
    without_bars(HOSTILE[name])
    assert time.process_time() - started < 2  # minutes, where it grows with the square
