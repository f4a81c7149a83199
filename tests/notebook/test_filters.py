import pytest

from kagglebook.notebook.filters import imports, modules


@pytest.mark.parametrize(
    "line",
    ["import torch", "import torch.nn as nn", "from torch import nn", "    import torch", "import numpy as np, torch"],
)
def test_each_form_of_an_import_is_one(line):
    assert imports(f'# %% id="a"\nx = 1\n{line}\n', "torch")


@pytest.mark.parametrize(
    "line",
    ["# import torch", "# There is no import torch here.", "import torchvision", "import torch_geometric", "torch = 1"],
)
def test_prose_and_other_packages_import_nothing(line):
    assert not imports(f'# %% id="a"\n{line}\n', "torch")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import torch.nn as nn\nfrom torchvision import datasets\nimport json", ["torch", "torchvision"]),
        ("import numpy as np, scipy.stats, os.path\n    from tqdm.auto import tqdm\n", ["numpy", "scipy", "tqdm"]),
        ("# import torch\nfrom . import own\nx = 1", []),
    ],
)
def test_the_modules_that_code_imports_are_named_but_python_s_own(code, found):
    assert modules(code) == found
