import pytest

from kagglebook.notebook.adopting.magics import install_cell, without_magics


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("%matplotlib inline\nx = 1", "x = 1"),
        ("%%time\nx = 1", "x = 1"),
        ("%time x = f()", "x = f()"),
        ("if a:\n    %matplotlib inline\nx = 1", "if a:\n    pass\nx = 1"),
        ("!ls -l data", ""),
        ("!pip install -q einops \\\n   timm", ""),
        ("x?\ny = 1", "y = 1"),
        ("%%timeit\nf()", ""),
        ("%%bash\nls\n# only", ""),
        ("%timeit f(1,\n          2)\nx = 1", "x = 1"),
        ("%time x = f(1,\n          2)", "x = f(1,\n          2)"),
        ("%pylab inline", "import numpy as np\nimport matplotlib.pyplot as plt\nfrom pylab import *"),
        ("%run 'lib/a.py'", 'exec(open("lib/a.py", encoding="utf-8").read())'),
        ("%version_information numpy", ""),
        ("%env A=b", "__import__('os').environ['A'] = 'b'"),
        ('x = """\n%cd here\n!rm -r x\n"""', 'x = """\n%cd here\n!rm -r x\n"""'),
        ("x = (a\n  % b)", "x = (a\n  % b)"),
        ("print('%d' % n != 2)", "print('%d' % n != 2)"),
    ],
)
def test_what_changes_nothing_is_left_out_and_the_rest_is_python(text, python):
    found = without_magics(text)
    assert (found.text, found.refused) == (python, [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("!wget http://x/y.csv", "fetches data"),
        ("x = !ls", "what a command says is taken"),
        ("!rm -r x", "a shell command that no template can have"),
        ("!ls > files.txt", "a shell command"),
        ("%cd data", "a magic that no template can have"),
        ("%%cython\nx = 1", "%%cython: no Python"),
        ("!git status", "!git status: a shell command"),
        ("!git clone https://x/y", "fetches data"),
        ("%run other.ipynb", "a magic that no template can have"),
        ("%%bash\nls\nrm -r x", "%%bash: no Python"),
        ("!conda install x", "Kaggle has pip alone"),
        ("print 'hello'", "line 1: no Python: Missing parentheses"),
    ],
)
def test_what_has_no_python_says_why(text, why):
    (reason,) = without_magics(text).refused
    assert why in reason


def test_what_is_installed_is_installed_on_kaggle_alone():
    found = without_magics("!pip install -q einops > /dev/null\n%pip install timm==1.0")
    ran = []

    class Shell:
        def run_line_magic(self, *words):
            ran.append(words)

    code = install_cell(found.installs)
    assert "einops" in code and "timm==1.0" in code
    exec(code, {"get_ipython": Shell})  # here is no /kaggle
    assert ran == []
    exec(code.replace("/kaggle", "/"), {"get_ipython": Shell})
    assert [words[0] for words in ran] == ["pip", "pip"]


def test_what_a_cell_writes_python_writes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(without_magics('%%writefile net.py\nx = "1\\n"\n').text)
    assert (tmp_path / "net.py").read_text() == 'x = "1\\n"\n'


@pytest.mark.parametrize("shown", ["<b>x</b>", "a \\ b", '"quoted"', 'x """ y', "two\nlines"])
def test_what_a_cell_shows_python_shows(shown):
    found = without_magics(f"%%html\n{shown}")
    texts = []
    code = found.text.replace("from IPython.display import HTML, display", "")
    exec(code, {"HTML": str.strip, "display": texts.append})
    assert (texts, found.refused) == ([shown], [])
