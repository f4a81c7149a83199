"""How much longer chapter 5 takes to render with 120 variants of program 5-7: python benchmarks/variants.py"""

import re
import shutil
import tempfile
import time
from pathlib import Path

from kagglebook import Selection, load_chapter, select
from kagglebook import render as render_pages

ROOT = Path(__file__).resolve().parent.parent
RATES = ", ".join(f"0.00{number}1" for number in range(1, 13))
WIDTHS = ", ".join(str(64 * number) for number in range(1, 11))
GRID = f"grid = {{ lr = [{RATES}], hidden_dim = [{WIDTHS}] }}"


def render(root: Path, variants: bool) -> tuple[float, list[dict[str, bytes]], int]:
    """Seconds from chapter.toml to the files in memory, the files, and how many are variants."""
    started = time.perf_counter()
    chapter = load_chapter(root, 5)
    pages = render_pages(chapter, select(chapter, Selection(variants=variants)))
    files = [page.files() for page in pages]
    return time.perf_counter() - started, files, sum(page.program.is_variant for page in pages)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in ("chapters", "templates", "kernel-metadata"):
            shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("data"))
        path = root / "chapters/05/chapter.toml"
        text = path.read_text(encoding="utf-8")
        text, count = re.subn(r"^variants = \[\n(?:  .*\n)*\]$", "", text, flags=re.MULTILINE)
        anchor = 'short_title = "CV Ch05 Program 7 MNIST"\n'
        assert count and anchor in text
        path.write_text(text.replace(anchor, f"{anchor}{GRID}\n"), encoding="utf-8")
        base, _, _ = render(root, False)
        runs = [render(root, True) for _ in range(3)]
        assert all(count == 120 for _, _, count in runs)
        assert all(files == runs[0][1] for _, files, _ in runs), "not the same bytes"
        best = min(seconds for seconds, _, _ in runs)

        more = f"{best - base:.2f} s more, each time the same bytes"
        print(f"12 notebooks {base:.2f} s; with 120 variants {best:.2f} s: {more}")


if __name__ == "__main__":
    main()
