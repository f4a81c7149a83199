"""`verify --from`: notebooks from anywhere, without Kaggle, its client or a token."""

import json
import subprocess
import sys

from kagglebook.chapter.chapter import load_chapter
from kagglebook.commands.main import run
from kagglebook.notebook.book import make_pages

SLUG = "cv-ch01-program-1-addition"


def test_it_judges_without_asking_anybody(repo, monkeypatch):
    page = make_pages(load_chapter(repo, 1))[0]
    notebook = json.loads(page.rendered.ipynb)
    for count, cell in enumerate([cell for cell in notebook["cells"] if cell["cell_type"] == "code"], 1):
        cell["execution_count"] = count
        if cell["id"] == "add":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["total 2.5"]}]
    (repo / "downloads").mkdir()
    (repo / "downloads" / f"{SLUG}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (repo / "downloads" / "results.json").write_text(json.dumps({"total": 2.5}))
    program = (
        "import sys; sys.modules['kaggle'] = sys.modules['requests'] = None\n"
        "from kagglebook.commands.main import main; sys.exit(main())"
    )

    words = ["verify", "--chapter", "1", "--from", "downloads"]
    command = [sys.executable, "-c", program, *words, "--junit", "found.xml", "--json"]
    done = subprocess.run(command, cwd=repo, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert [case["program"] for case in json.loads(done.stdout)["programs"]] == ["1-1"]
    assert (repo / "found.xml").is_file()
    assert "no notebook of 1-2" in done.stderr
    monkeypatch.chdir(repo)
    for name in ("kaggle", "requests"):
        monkeypatch.setitem(sys.modules, name, None)
    assert run([*words, "--force"], repo) == 2
    (repo / "downloads" / "results.json").write_text(json.dumps({"total": 3}))
    assert run([*words, "--only", "1-1"], repo) == 1
