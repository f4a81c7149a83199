# %% [markdown] id="find-data-note"
# 먼저 데이터가 어디 있는지 찾는 함수를 준비한다. Kaggle에 붙인 데이터, `data/` 폴더, 인터넷 내려받기의 순서로 찾는다. 학습 내용과는 관계가 없으니 지나쳐도 된다.

# %% id="find-data"
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

    # 1. A data set attached on Kaggle: two mount layouts, names with a dash or a dot, some inside a folder.
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

    # 2. The folder data/, where torchvision itself would put it.
    raw = Path("data", name, "raw")
    if all((raw / file).is_file() for file in files):
        return Path("data")
    tried.append(raw)

    # 3. torchvision's download.
    try:
        getattr(datasets, name)(root="data", download=True)
    except Exception as error:
        places = "\n  ".join(str(place) for place in [*tried, f"download: {error}"])
        raise FileNotFoundError(f"{name} is in none of these places:\n  {places}") from error
    return Path("data")
