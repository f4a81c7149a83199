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
            f"{name} 데이터를 찾지 못했습니다. Kaggle이라면 둘 중 하나를 하고 Run All을 다시 누르세요.\n"
            f"  ① 데이터 붙이기: 오른쪽 Input → Add Input → {kaggle_source}\n"
            f"     https://www.kaggle.com/datasets/{kaggle_source}\n"
            "  ② 인터넷 켜기: Settings → Turn on internet (전화번호를 인증한 계정에만 보입니다)\n"
            "찾아본 곳:\n  " + "\n  ".join(str(place) for place in tried) + f"\n  내려받기: {error}"
        ) from error
    return Path("data")
