import re

import pytest

from kagglebook.execution.streams import coalesced, overwritten


def stream(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


PICTURE = {"output_type": "display_data", "data": {"image/png": ""}}


def test_pieces_of_a_stream_become_one_where_the_first_stood():
    pieces = [stream("a"), PICTURE, stream("b\n"), stream("x", "stderr"), stream("c")]
    assert coalesced(pieces) == [stream("ab\nc"), PICTURE, stream("x", "stderr")]


def test_stdout_stands_before_the_stderr_beside_it():
    assert coalesced([stream("x", "stderr"), stream("a")]) == [stream("a"), stream("x", "stderr")]
    assert coalesced([stream("x", "stderr"), PICTURE, stream("a")]) == [stream("x", "stderr"), PICTURE, stream("a")]


@pytest.mark.parametrize(
    "text", ["", "a", "a\rb", "a\rb\n", "a\r", "a\r\nb", "a\rb\rc\nd\r\r", "\r\r", "\rx", "1%\r2%\r\n3%\r4%"]
)
def test_a_carriage_return_overwrites_what_it_does_in_nbclient(text):
    assert overwritten(text) == re.sub(r".*\r(?=[^\n])", "", text)


def test_a_line_of_ten_megabytes_is_put_together():
    pieces = [stream("x" * 1_000_000) for _ in range(10)]
    assert len(coalesced([*pieces, stream("\rend")])[0]["text"]) == 3
