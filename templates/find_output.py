# %% id="find-output" role="machinery"
from pathlib import Path


def find_output(slug, name, kaggle_input="/kaggle/input"):
    """Return the path of a file that the notebook `slug` left."""
    # The output of a notebook attached on Kaggle: two mount layouts; then the folder beside this notebook.
    kaggle = Path(kaggle_input)
    folders = [*sorted(kaggle.glob(f"notebooks/*/{slug}")), kaggle / slug, Path("input", slug)]
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    there = sorted(path.name for folder in folders if folder.is_dir() for path in folder.iterdir())
    looked = "\n  ".join(str(folder / name) for folder in [kaggle / "notebooks" / "*" / slug, *folders[-2:]])
#: if chapter.language == "ko"
    raise FileNotFoundError(
        f"{slug} 노트북이 저장한 {name} 파일을 찾지 못했습니다. Kaggle이라면 다음과 같이 하고 Run All을 다시 누르세요.\n"
        "  ① 그 노트북을 끝까지 실행하고 저장합니다: Save Version → Save & Run All.\n"
        f"  ② 이 노트북에 붙입니다: 오른쪽 Input → Add Input → Notebooks → {slug}\n"
        f"찾아본 곳:\n  {looked}\n"
        f"있는 파일: {', '.join(there) or '없음'}"
    )
#: else
    raise FileNotFoundError(
        f"{name}, which the notebook {slug} saves, was not found. On Kaggle do this, then press Run All again:\n"
        "  1. Run that notebook to its end and save it: Save Version → Save & Run All.\n"
        f"  2. Attach it to this one: at the right Input → Add Input → Notebooks → {slug}\n"
        f"Looked at:\n  {looked}\n"
        f"There is: {', '.join(there) or 'nothing'}"
    )
#: endif
