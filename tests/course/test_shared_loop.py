"""Shared cells of training: an MLP, a CNN and a network on a table, each trained and drawn by the same ones."""

import pytest

from kagglebook import RunOptions, load_chapter, render, run
from kagglebook.report.runs import failure_lines

CHAPTER = """number = 6
title = "합성곱 신경망"
[kaggle]
owner = "cv-lecture"
"""
NETS = {
    "an MLP": ((1, 6, 6), "torch.nn.Flatten(), torch.nn.Linear(36, 16), torch.nn.ReLU(), torch.nn.Linear(16, 3)"),
    "a CNN": (
        (3, 8, 8),
        "torch.nn.Conv2d(3, 4, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(2), torch.nn.Flatten(), "
        "torch.nn.Linear(16, 3)",
    ),
    "a network on a table": ((4,), "torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 3)"),
}
PROGRAM = """[[program]]
number = "6-{number}"
title = "{name}"
kernel_title = "CV Ch06 {name}"
section = "6.1"
template = "net_{number}.py"
params = {{ epochs = 6, batch_size = 16, lr = 0.02, shuffle = true, seed = 0 }}
quick = {{ epochs = 3 }}
{checks}
"""
OWN = """checks = [
  { value = "n_training", equals = 60 },
  { preset = "curves" },
  { value = "history.train_loss", decreasing = true },
]"""
TEMPLATE = """#: extends "program.py"
#: block lesson
# %% id="parameters" tags=["parameters"]
epochs = {{{{ program.params.epochs | literal }}}}
batch_size = {{{{ program.params.batch_size | literal }}}}
lr = {{{{ program.params.lr | literal }}}}
shuffle = {{{{ program.params.shuffle | literal }}}}
seed = {{{{ program.params.seed | literal }}}}

#: include "device.py"

# %% id="data"
from torch.utils.data import TensorDataset


def drawn(count):
    y = torch.arange(count) % 3
    return TensorDataset(torch.randn(count, {sizes}) + y.view(-1, {ones}), y)


torch.manual_seed(1)
training_data, test_data = drawn(60), drawn(25)

#: include "loaders.py"

#: include "epochs.py"

# %% id="train"
torch.manual_seed(seed)
model = torch.nn.Sequential({layers}).to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=lr)
loss_fn = torch.nn.CrossEntropyLoss()

#: include "train.py"

#: include "curves.py"
#: endblock

#: block results
#: from "results.py" import training_results, model_results
# %% id="results"
results = {{
#: call training_results()
#: endcall
#: call model_results()
#: endcall
}}
#: endblock
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    folder = root / "chapters" / "06"
    folder.mkdir(parents=True)
    text = CHAPTER
    for number, (name, (shape, layers)) in enumerate(NETS.items(), 1):
        sizes, ones = ", ".join(map(str, shape)), ", ".join("1" for _ in shape)
        (folder / f"net_{number}.py").write_text(TEMPLATE.format(sizes=sizes, ones=ones, layers=layers), "utf-8")
        text += PROGRAM.format(number=number, name=name, checks=OWN if number == 2 else 'checks = "curves"')
    (folder / "chapter.toml").write_text(text, "utf-8")
    chapter = load_chapter(root, 6)
    return dict(zip(NETS, run(chapter, render(chapter), RunOptions()), strict=True))


@pytest.mark.parametrize("name", NETS)
def test_a_network_of_any_shape_is_trained_and_drawn(runs, name):
    assert failure_lines(runs[name]) == []
    assert len(runs[name].run.results["history"]["test_acc"]) == 3
    assert len(runs[name].outcomes) > 18


def test_what_a_model_is_made_of_is_recorded(runs):
    found = {name: (each.run.results["layers"], each.run.results["n_weights"]) for name, each in runs.items()}
    assert found["a CNN"] == (["Conv2d", "ReLU", "AdaptiveAvgPool2d", "Flatten", "Linear"], 112 + 51)
    assert found["a network on a table"] == (["Linear", "Tanh", "Linear"], 40 + 27)
