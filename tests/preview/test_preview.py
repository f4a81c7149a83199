"""A preview as its reader has it: its stream, and files that are saved. One process is there for all tests."""

import socket

import psutil
import pytest

from tests.support import ADD, ADDITION, CHAPTER, SLUGS, gone
from tests.support.previewing import ask, preview, tiny_course

FIRST, SECOND = SLUGS


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    """The tiny course that one preview shows to all of these tests: each finds it as it was before the others."""
    return tiny_course(tmp_path_factory.mktemp("preview"))


@pytest.fixture(scope="module")
def live(repo):
    with preview(repo) as made:
        made.begin(FIRST)
        yield made


@pytest.fixture
def reader(live, repo):
    with live.shared(repo) as found:
        yield found


def test_a_notebook_is_shown_with_outputs_and_checks(live):
    assert "total 1.5" in live.begun.words("cell-add")
    assert "= 1.5" in live.begun.words("checks")
    assert "실행 오류 없음 오류 없음" in " ".join(live.begun.words("checks").split())
    assert live.begun.state(SECOND) == "unseen"


def test_saved_prose_is_shown_without_another_run(reader, edit):
    edit(ADDITION, "두 수를 더한다.", "두 수의 합을 구한다.")
    reader.until(lambda page: "두 수의 합을" in page.words("cell-note"))
    assert reader.texts == ["cell-note"]
    assert reader.state(FIRST) == "passed"


def test_a_saved_shared_cell_is_executed_and_checked(reader, edit):
    edit(ADD, "total = first + second", "total = first + second + 1")
    reader.until(lambda page: page.state(FIRST) == "failed" and "checks" in page.blocks)
    assert "total 2.5" in reader.words("cell-add")
    assert "2.5" in reader.words("checks")


def test_checks_that_changed_look_at_the_run_there_is(reader, edit):
    edit(CHAPTER, "quick = 1.5 }", "quick = 7.5 }")
    reader.until(lambda page: page.state(FIRST) == "failed")
    edit(CHAPTER, "quick = 7.5 }", "quick = 1.5 }")
    reader.until(lambda page: page.state(FIRST) == "passed")


def test_a_fault_keeps_the_last_text_and_names_its_line(reader, edit, repo):
    before = reader.blocks["cell-note"]
    edit(ADDITION, "{{ program.params.first | literal }}", "{{ program.params.firts | literal }}")
    reader.until(lambda page: page.blocks["faults"])
    assert f"{ADDITION}:7" in reader.words("faults")
    assert reader.blocks["cell-note"] == before
    edit(ADDITION, "program.params.firts", "program.params.first")
    reader.until(lambda page: not page.blocks["faults"])
    assert reader.state(FIRST) == "passed"


def test_a_fault_of_the_chapter_is_told_and_mended(reader, edit):
    edit(CHAPTER, 'number = "1-2"', 'number = "1-1"')
    reader.until(lambda page: "duplicate number" in page.words("chapter"))
    edit(CHAPTER, 'number = "1-1"\ntitle = "빼기"', 'number = "1-2"\ntitle = "빼기"')
    reader.until(lambda page: not page.blocks["chapter"])


def test_a_template_that_goes_and_comes_back_is_told_and_shown(reader, repo):
    path = repo / ADDITION
    text = path.read_bytes()
    path.unlink()
    reader.until(lambda page: page.blocks["faults"] or page.blocks["chapter"])
    assert "total 1.5" in reader.words("cell-add")
    path.write_bytes(text)
    reader.until(lambda page: not (page.blocks["faults"] or page.blocks["chapter"]))


def test_a_new_program_appears(reader, repo):
    entry = '\n[[program]]\nnumber = "1-3"\ntitle = "또"\nkernel_title = "CV Ch01 Program 3 Again"\nsection = "1.2"\n'
    with (repo / CHAPTER).open("a", encoding="utf-8") as file:
        file.write(f'{entry}template = "1_02_subtraction.py"\n')
    reader.until(lambda page: "cv-ch01-program-3-again" in page.rows)


def test_a_save_ends_a_cell_that_loops_for_ever(live, reader, replace_add, edit, meeting):
    replace_add(f"{meeting.cell}while True:\n    pass")
    kernel, connection = meeting.wait()
    with connection:
        connection.sendall(b"1")
        reader.until(lambda page: page.state(FIRST) == "running")
        edit(ADDITION, "while True:\n    pass", "first += 1")
        second, again = meeting.wait()
        with again:
            again.sendall(b"1")
        reader.until(lambda page: page.state(FIRST) == "failed")
    assert gone([kernel, second])
    assert "total" in reader.words("cell-add")


def test_a_reader_stops_a_run(live, reader, replace_add, meeting):
    replace_add(meeting.cell)
    kernel, connection = meeting.wait()
    with connection:
        assert live.post(act="stop", program=FIRST) == 204
        reader.until(lambda page: page.state(FIRST) == "stopped")
        assert gone([kernel])


def test_two_thousand_saves_end_with_the_last_text(reader, repo):
    path = repo / ADDITION
    text = path.read_text(encoding="utf-8")
    for count in range(2_000):
        path.write_text(text.replace("두 수를", f"{count}번째로 두 수를"), encoding="utf-8")
    reader.until(lambda page: "1999번째로" in page.words("cell-note"))
    assert reader.state(FIRST) == "passed"


def test_nothing_is_written_into_the_course(reader, repo):
    assert not (repo / "output").exists()


def test_two_previews_of_a_chapter_both_work(live, reader, repo, edit):
    with preview(repo) as other:
        second = other.read(FIRST).until(lambda page: page.state(FIRST) == "passed")
        edit(ADDITION, "두 수를 더한다.", "두 번 보인다.")
        for each in (reader, second):
            each.until(lambda page: "두 번 보인다" in page.words("cell-note"))
        second.close()


def test_a_port_that_is_taken_is_told(repo, capsys):
    from kagglebook import command

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert command(["preview", "--chapter", "1", "--no-open", "--port", port], repo) == 2
    assert f"--port {port}: somebody else has it; leave --port out" in capsys.readouterr().err


class TestWhoMayAsk:
    """The token in the address, and the name of the host."""

    def test_who_knows_the_token_gets_the_page(self, live):
        status, headers, text = ask(live.address)
        assert status == 200
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers
        assert "작은 장" in text

    @pytest.mark.parametrize("path", ["", "events", "preview.js", "act"])
    def test_who_does_not_gets_nothing(self, live, path):
        wrong = live.address[:-3] + ("aa" if live.address[-3:-1] != "aa" else "bb") + "/"
        assert ask(wrong, path)[0] == 404

    def test_a_name_that_leads_here_is_refused(self, live):
        assert ask(live.address, Host="evil.example:80")[0] == 403

    def test_another_sites_script_is_refused(self, live):
        assert ask(live.address, Origin="http://evil.example")[0] == 403

    def test_what_is_not_there_is_not_there(self, live):
        assert ask(live.address, "../../etc/passwd")[0] == 404

    def test_only_this_machine_is_answered(self, live):
        connections = psutil.Process(live.process.pid).net_connections("inet")
        listening = [each.laddr.ip for each in connections if each.status == psutil.CONN_LISTEN]
        assert set(listening) == {"127.0.0.1"}


def test_a_course_without_what_it_needs_is_told(repo, capsys, monkeypatch):
    import sys

    from kagglebook import command

    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert command(["preview", "--chapter", "1", "--no-open"], repo) == 2
    assert "preview needs watchfiles: pip install" in capsys.readouterr().err


def test_a_reader_is_led_to_the_cells_whose_text_changed_alone(reader, edit):
    edit(ADD, "total = first + second", "total = second + first")
    reader.until(lambda page: page.texts)
    assert reader.texts == ["cell-add", "cell-add-remarks"]
    reader.until(lambda page: page.state(FIRST) == "passed")


def test_a_program_goes_on_from_the_cell_that_changed_and_the_page_says_so(reader, edit):
    # More than WORTH_THEN: also the run that has it first may have gone on from a copy.
    long = "import time\nbegan = time.monotonic()\nwhile time.monotonic() - began < 0.6:\n    pass"
    edit(ADDITION, '#: include "add.py"', f'#: include "add.py"\n\n# %% id="long"\n{long}')
    reader.until(lambda page: "began" in page.words("cell-long"))
    reader.until(lambda page: page.state(FIRST) == "passed")
    edit(ADDITION, '# %% id="results"', '# %% id="results"\n# the sum')
    reader.until(lambda page: "the sum" in page.words("cell-results"))
    reader.until(lambda page: page.state(FIRST) == "passed")
    reader.until(lambda page: "results 셀부터 이어서" in page.words("state"))
