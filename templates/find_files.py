#: if "idx" in kinds
# %% id="find-files" role="machinery"
find_idx = find_data
#: else
# %% id="find-data" role="machinery"
#: endif
from pathlib import Path
#: if "torchvision" in kinds

from torchvision import datasets
#: endif


def find_data(name, kaggle_source, kaggle_input="/kaggle/input"):
    """Return where the data set `name` lies: a folder, or the file if `name` is a file's."""
#: if "idx" in kinds
    if issubclass(getattr(datasets, name, type(None)), datasets.MNIST):
        return find_idx(name, kaggle_source, kaggle_input)
#: endif
    owner, slug = kaggle_source.split("/")
    # A data set attached on Kaggle, in its two mount layouts, and the folder beside the notebook.
    mounts = [Path(kaggle_input, slug), Path(kaggle_input, "datasets", owner, slug)]
    mounts += sorted({*Path(kaggle_input).glob(f"datasets/*/{slug}")} - {*mounts})  # another owner's
    tried = []
#: if "torchvision" in kinds
    if hasattr(datasets, name):
        reason = ""
        for root in [*mounts, *(mount / name for mount in mounts), Path("data")]:
            tried.append(root)
            if root.is_dir():
                try:
                    getattr(datasets, name)(root=root)
                    return root
                except Exception as error:
                    reason = error
        try:
            getattr(datasets, name)(root="data", download=True)
            return Path("data")
        except Exception as error:
            reason = f"{error} ({reason})" if reason else error
        raise FileNotFoundError(
            f"{{ chapter.words.data.not_found.format(name='{name}') }}\n"
            f"  {{ chapter.words.data.add_data.format(source='{kaggle_source}') }}\n"
            f"     https://www.kaggle.com/datasets/{kaggle_source}\n"
            "  {{ chapter.words.data.turn_on_internet }}\n"
            "{{ chapter.words.data.looked_at }}\n  " + "\n  ".join(str(place) for place in tried) + f"\n  {{ chapter.words.data.download.format(error='{reason}') }}"
        )
#: endif
    for mount in mounts:
        for place in [mount / name, mount]:
            tried.append(place)
            # A name with an ending is a file's or a folder's of just that name, not the whole data set.
            if place.is_file() or (place.is_dir() and any(place.iterdir()) and (place != mount or not Path(name).suffix)):
                return place
    tried.append(Path("data", name))
    if tried[-1].exists():
        return tried[-1]
    try:
        import kagglehub  # Colab has it: it downloads public data without an account

        whole = Path(kagglehub.dataset_download(kaggle_source))
        for place in [whole / name, whole]:
            if place.is_file() or (place.is_dir() and (place != whole or not Path(name).suffix)):
                return place
        reason = whole
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
    place = Path("data", name)
    raise FileNotFoundError(
        f"{{ chapter.words.data.not_attached.format(name='{name}', source='{kaggle_source}') }}\n"
        f"  https://www.kaggle.com/datasets/{kaggle_source}\n"
        f"{{ chapter.words.data.put_here.format(place='{place}') }}\n"
        "{{ chapter.words.data.looked_at }}\n  " + "\n  ".join(str(place) for place in tried) + f"\n  {{ chapter.words.data.download.format(error='kagglehub, {reason}') }}"
    )
