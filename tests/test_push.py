"""--push: the true client, a server on the loopback, and nothing pushed twice."""

import json

ADDITION, SUBTRACTION = "cv-ch01-program-1-addition", "cv-ch01-program-2-subtraction"


def test_all_twelve_are_pushed_once_and_a_second_push_is_skipped(chapter_online, capsys):
    assert chapter_online("--push") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1] == "12 pushed"
    assert len(chapter_online.pushes()) == len(set(chapter_online.pushes())) == 12
    assert chapter_online("--push") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 pushed, 12 unchanged"
    assert len(chapter_online.server.requests) == 12


def test_smoke(online, capsys):
    print(online("--push", "--dry-run"))
    print(online("--push"))
    online.server.run_of  # noqa
    print(online("--verify"))
    print(capsys.readouterr())
