# %% id="find-files" role="machinery"
import shutil
from pathlib import Path


def find_files(name, kaggle_source, download=None, kaggle_input="/kaggle/input"):
    """Return the folder, or the file, of the data set `name`: attached on Kaggle, in data/ here, or downloaded."""
    owner, slug = kaggle_source.split("/")
    tried = []

    # A data set attached on Kaggle, in one of two mount layouts: its content is what lies in our folder `name`, or that
    # folder itself.
    for mount in [Path(kaggle_input, slug), Path(kaggle_input, "datasets", owner, slug)]:
        for place in [mount / name, mount]:
            if place.is_file() or (place.is_dir() and any(place.iterdir())):
                return place
        tried.append(mount)

    place = Path("data", name)
    if place.exists():
        return place
    tried.append(place)

    address = f"https://www.kaggle.com/datasets/{kaggle_source}"
    looked_at = "{{ chapter.words.data.looked_at }}" + "".join(f"\n  {place}" for place in tried)
    if download is None:
        message = "{{ chapter.words.data.not_attached }}".format(name=name, source=kaggle_source)
        raise FileNotFoundError(f"{message}\n  {address}\n{looked_at}")
    try:
        place.mkdir(parents=True)
        download(place)
    except Exception as error:
        shutil.rmtree(place)  # half a download is found the next time
        message = "{{ chapter.words.data.not_found }}".format(name=name)
        attach = "{{ chapter.words.data.add_data }}".format(source=kaggle_source)
        internet = "{{ chapter.words.data.turn_on_internet }}"
        failed = "{{ chapter.words.data.download }}".format(error=error)
        raise FileNotFoundError(
            f"{message}\n  {attach}\n     {address}\n  {internet}\n{looked_at}\n  {failed}"
        ) from error
    return place
