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
    looked = "".join(f"\n  {folder / name}" for folder in [kaggle / "notebooks" / "*" / slug, *folders[-2:]])
    message = "{{ chapter.words.data.output_not_found }}".format(name=name, slug=slug)
    run = "{{ chapter.words.data.run_producer }}"
    attach = "{{ chapter.words.data.attach_output }}".format(slug=slug)
    elsewhere = "{{ chapter.words.data.output_elsewhere }}".format(place=Path("input", slug, name))
    names = ", ".join(there) or "{{ chapter.words.data.nothing }}"
    raise FileNotFoundError(
        f"{message}\n  {run}\n  {attach}\n{elsewhere}\n"
        "{{ chapter.words.data.looked_at }}"
        f"{looked}\n" + "{{ chapter.words.data.there_is }}".format(names=names)
    )
