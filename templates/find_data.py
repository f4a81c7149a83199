#: set kinds = program.data | map(attribute="kind") | list
#: if "idx" in kinds or not kinds
# %% id="find-data" role="machinery"
import shutil
import tempfile
from pathlib import Path

from torchvision import datasets


def find_data(name, kaggle_source, kaggle_input="/kaggle/input"):
    """Return a folder that torchvision can use as root of the data set `name`."""
    owner, slug = kaggle_source.split("/")
    files = [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ]
    tried = []

    # A data set attached on Kaggle: two mount layouts, names with a dash or a dot, some inside a folder.
    for mount in [Path(kaggle_input, slug), Path(kaggle_input, "datasets", owner, slug)]:
        found = []
        for file in files:
            places = [mount / file, mount / file.replace("-idx", ".idx"), mount / file / file]
            found += [place for place in places if place.is_file()][:1]
        if len(found) == len(files):
            root = Path(tempfile.mkdtemp())  # outside the working directory, which Kaggle keeps as output
            raw = root / name / "raw"
            raw.mkdir(parents=True)
            for file, place in zip(files, found):
                shutil.copyfile(place, raw / file)
            return root
        tried.append(mount)

    # The folder where torchvision puts it.
    raw = Path("data", name, "raw")
    if all((raw / file).is_file() for file in files):
        return Path("data")
    tried.append(raw)

    try:
        getattr(datasets, name)(root="data", download=True)
    except Exception as error:
        raise FileNotFoundError(
            f"{{ chapter.words.data.not_found.format(name='{name}') }}\n"
            f"  {{ chapter.words.data.add_data.format(source='{kaggle_source}') }}\n"
            f"     https://www.kaggle.com/datasets/{kaggle_source}\n"
            "  {{ chapter.words.data.turn_on_internet }}\n"
            "{{ chapter.words.data.looked_at }}\n  " + "\n  ".join(str(place) for place in tried) + f"\n  {{ chapter.words.data.download.format(error='{error}') }}"
        ) from error
    return Path("data")
#: endif
#: if kinds | reject("equalto", "idx") | list
#: include "find_files.py"
#: endif
