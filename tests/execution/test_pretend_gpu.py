"""Programs on the pretended GPU: those that are shipped, each with a `.to(device)` less, and what a GPU refuses or not.

All are executed by one process, as importing PyTorch takes longer than any of them.
"""

import json
import zlib
from dataclasses import replace

import pytest

from kagglebook.core.run import Run
from kagglebook.execution import pretended_gpu as gpu
from kagglebook.execution.plan import RunOptions, make_plans
from kagglebook.execution.pretended_gpu import PretendedGPU, PretendedGPUJudge, applies, with_finding
from kagglebook.execution.task import Task
from kagglebook.judging.verdict import CheckedRun
from kagglebook.report.runs import failure_lines
from tests.support import ROOT, SMALL, asked, chapter_05, pages_05, place_of, some

CHAPTER = chapter_05()
PAGES = {page.program.number: page for page in pages_05() if applies(page)}

# Program, cell, what is taken for what, and then: the line of the failure, which devices meet where.
OPERATIONS = ("addmm", "mul", "sub", "nll_loss_forward")
MOVE = "X = X.view(-1, 784).to(device)"
LINEAR, PRODUCT, SUBTRACT, ENTROPY = (f"cpu and cuda:0 meet in {name}" for name in OPERATIONS)
MLP, DNN = (place_of(f"templates/{name}.py", "return self.model(x)") for name in ("mlp", "dnn"))
LOSS, TRAIN = place_of("templates/loss_mse.py", "return torch.mean"), place_of("templates/epochs.py", "cost = loss_fn")
CURVES = place_of("templates/curves.py", 'history["test_loss"]')
PLANTED = {
    "the slide's own test_epoch: X stays on the CPU": (
        ("5-7", "test-epoch", MOVE, "X = X.view(-1, 784)"),
        (f"cell train (in model) ({MLP})", f"{LINEAR} (train → test-epoch → model)"),
    ),
    "X stays on the CPU in training": (
        ("5-8", "train-epoch", MOVE, "X = X.view(-1, 784)"),
        (f"cell train (in model) ({MLP})", f"{LINEAR} (train → train-epoch → model)"),
    ),
    "y stays on the CPU": (
        ("5-9", "test-epoch", "y = y.to(device)", "y = y"),
        (f"cell train (in loss) ({LOSS})", f"{SUBTRACT} (train → test-epoch → loss)"),
    ),
    "y stays on the CPU, under the cross entropy": (
        ("5-10", "train-epoch", "y = y.to(device)", "y = y if loss_fn is not loss_mse else y.to(device)"),
        (f"cell train-ce (in train-epoch) ({TRAIN})", f"{ENTROPY} (train-ce → train-epoch)"),
    ),
    "the model stays on the CPU": (
        ("5-7", "train", "MLP = MLP.to(device)", "MLP = MLP"),
        (f"cell train (in model) ({MLP})", f"{LINEAR} (train → train-epoch → model)"),
    ),
    "the second model stays on the CPU": (
        ("5-10", "train-ce", "hidden_dim, 10).to(device)", "hidden_dim, 10)"),
        (f"cell train-ce (in model) ({DNN})", f"{LINEAR} (train-ce → train-epoch → model)"),
    ),
    "a model of the loop stays on the CPU": (
        ("5-11", "train", "output_dim=10).to(device)", "output_dim=10)"),
        (f"cell train (in model) ({DNN})", f"{LINEAR} (train → train-epoch → model)"),
    ),
    "a tensor made in the loss has no device": (
        ("5-7", "loss", "(target - pred) ** 2", "torch.ones(10) * (target - pred) ** 2"),
        (f"cell train (in loss) ({LOSS})", f"{PRODUCT} (train → train-epoch → loss)"),
    ),
    "a weight of the loss has no device": (
        ("5-10", "train-ce", "CrossEntropyLoss()", "CrossEntropyLoss(weight=torch.ones(10))"),
        (f"cell train-ce (in train-epoch) ({TRAIN})", f"{ENTROPY} (train-ce → train-epoch)"),
    ),
    "neither model nor data are moved": (
        ("5-7", "device", 'torch.device("cuda" if torch.cuda.is_available() else "cpu")', 'torch.device("cpu")'),
        ("", "nothing is computed on the GPU"),
    ),
    "a history of tensors is drawn": (
        ("5-8", "test-epoch", "loss / len(dataloader.dataset))", "cost)"),
        (f"cell curves ({CURVES})", "numpy is given a tensor of cuda:0 (curves)"),
    ),
}
# Of each kind of place one, in the programs that are read fastest: the others are for `-m thorough`.
TELLING = (
    "the slide's own test_epoch: X stays on the CPU",
    "the model stays on the CPU",
    "a tensor made in the loss has no device",
    "neither model nor data are moved",
    "a history of tensors is drawn",
)

# What each line does on a GPU, `net`, `x` and `y` being there: nothing to complain of.
ALLOWED = {
    "a number of the CPU goes with anything": "net(x) * torch.tensor(2.0) + 1",
    "an index may be of the CPU": "x[torch.tensor([0, 1])]",
    "a device by its name, its index, that of another": (
        "x + torch.ones(3, device='cuda') + torch.zeros(3).to('cuda:0') + torch.ones(3).cuda() + torch.zeros_like(x)"
    ),
    "a tensor of a list": "x * torch.tensor([1.0, 2.0, 3.0], device=device)",
    "what comes to the CPU is real there": "torch.ones(2).numpy() + net(x).detach().cpu().numpy()",
    "a number that is asked for": "1 / (net(x).argmax(1) == y).sum().item(), math.log(net(x).mean().item())",
    "a number that is printed": "print(f'{net(x).mean():.4f} {x}')",
    "numbers decide the shape": "x[x > 0] * torch.nonzero(y)[0, 0]",
    "numbers decide the way": "assert torch.equal(x, x) and bool((y == y).all())",
    "a model moved twice, with buffers, and back": (
        "m = torch.nn.BatchNorm1d(3).to(device).to(device); m(x); m.cpu()(torch.ones(2, 3))"
    ),
    "a step by hand": "net(x).sum().backward(); net.weight.data -= 0.1 * net.weight.grad",
    "a gradient that is retained": "h = net(x); h.retain_grad(); (h * h).sum().backward(); h.grad.norm().item()",
    "a gradient asked for": "net.weight.detach() - torch.autograd.grad(net(x).sum(), net.weight)[0]",
    "an optimizer made before the move": (
        "m = torch.nn.Linear(3, 2); o = torch.optim.Adam(m.parameters()); m.to(device)(x).sum().backward(); o.step()"
    ),
    "a backward pass on the CPU is computed": (
        "w = torch.tensor([3.0], requires_grad=True); (w * w).backward(); assert w.grad.item() == 6; x + 1"
    ),
    "a copy into a tensor of the CPU": "log = torch.zeros(2, 3); log.copy_(x); log.numpy(); x.add_(1)",
    "the default device": "torch.set_default_device('cuda'); x + torch.ones(3); torch.set_default_device('cpu')",
    "questions about the GPU": "x + torch.cuda.device_count(); torch.cuda.synchronize(), torch.cuda.get_device_name(0)",
    "an end before the end": "x + 1; import sys; sys.exit(0)",
    "a loader with workers": (
        "s = torch.utils.data.TensorDataset(torch.ones(9, 3)); d = torch.utils.data.DataLoader\n"
        "n = [len(net(b.to(device))) for b, in d(s, batch_size=2, num_workers=2, pin_memory=True)]; assert n == [2, 2]"
    ),
    "a state saved and loaded where it was": (
        "torch.save(net.state_dict(), 'a.pt'); m = torch.nn.Linear(3, 2).to(device)\n"
        "m.load_state_dict(torch.load('a.pt', weights_only=True)); m(x)"
    ),
    "a state loaded on the CPU": (
        "net(x); torch.save(net.state_dict(), 'b.pt'); m = torch.nn.Linear(3, 2)\n"
        "m.load_state_dict(torch.load('b.pt', map_location='cpu')); m(torch.ones(2, 3)).detach().numpy()"
    ),
    "a state of the CPU loaded on the GPU": (
        "torch.save(torch.nn.Linear(3, 2).state_dict(), 'c.pt'); s = torch.load('c.pt', map_location=device)\n"
        "x @ s['weight'].T + s['bias']"
    ),
    "a whole model, its weights as leaves of one optimizer": (
        "torch.save(torch.nn.Sequential(net, torch.nn.Dropout()), 'd.pt'); m = torch.load('d.pt', weights_only=False)\n"
        "o = torch.optim.SGD(m.parameters(), lr=1.0); m(x).sum().backward(); o.step(); assert m[0].weight.is_leaf"
    ),
    "a whole model of the CPU loaded on the GPU": (
        "torch.save([torch.nn.Linear(3, 2)], 'e.pt'); m, = torch.load('e.pt', device, weights_only=False); m(x)"
    ),
    "a checkpoint, by a file object": (
        "import io; o = torch.optim.Adam(net.parameters()); net(x).sum().backward(); o.step(); f = io.BytesIO()\n"
        "torch.save({'net': net.state_dict(), 'adam': o.state_dict(), 'loss': net(x).mean()}, f); f.seek(0)\n"
        "c = torch.load(f); o.load_state_dict(c['adam']); o.step(); assert c['loss'].is_cuda"
    ),
    "a place told by a function or a dictionary": (
        "torch.save(x, 'f.pt'); a = torch.load('f.pt', lambda storage, place: storage)\n"
        "b = torch.load('f.pt', {'cuda:0': 'cpu'}); a.numpy() + b.numpy(); x + torch.load('f.pt', {'cpu': 'cpu'})"
    ),
    "a copy by pickle": "import pickle; pickle.loads(pickle.dumps(net))(x)",
    "values of the CPU are saved as they are": (
        "x + 1; torch.save(torch.tensor([1.0, 5.0]), 'g.pt'); assert torch.load('g.pt').tolist() == [1, 5]"
    ),
}
REFUSED = {
    "torch.cat([x, torch.ones(2, 3)])": "cpu and cuda:0 meet in cat",
    "torch.equal(x, torch.ones(2, 3))": "cpu and cuda:0 meet in equal",
    "x.to('cpu') + x": "cpu and cuda:0 meet in add",
    "import numpy; numpy.array([1.0]) + numpy.asarray(x)": "numpy is given a tensor of cuda:0",
    "torch.save(net.state_dict(), 'h.pt'); net(torch.ones(2, 3))": LINEAR,
    "torch.save(net, 'i.pt'); torch.load('i.pt', 'cpu', weights_only=False)(x)": LINEAR,
    "torch.save(net, 'j.pt'); torch.load('j.pt', weights_only=False)(torch.ones(2, 3))": LINEAR,
    "torch.save(net.state_dict(), 'k.pt'); x @ torch.load('k.pt', 'cpu')['weight'].T": "cpu and cuda:0 meet in mm",
    "torch.save(x.cpu(), 'l.pt'); x + torch.load('l.pt')": "cpu and cuda:0 meet in add",
    "torch.save(x, 'm.pt'); torch.load('m.pt').numpy()": "numpy is given a tensor of cuda:0",
    "try:\n    x + torch.ones(3)\nexcept TypeError:\n    pass": "cpu and cuda:0 meet in add",
}
SETUP = """import math, torch
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
net, x, y = torch.nn.Linear(3, 2).to(device), torch.ones(2, 3).to(device), torch.tensor([0, 1]).to(device)
"""
MISTAKE = 'raise ValueError("of another kind")'


def program(line: str) -> list[dict]:
    """The cells of a notebook for one line of code."""
    return [cell("setup", SETUP), cell("line", line)]


def cell(name: str, source: str) -> dict:
    return {"cell_type": "code", "id": name, "source": source, "metadata": {}}


def little(task: Task) -> Task:
    """The same with little to train."""
    return replace(task, parameters={**task.parameters, **{k: v for k, v in SMALL.items() if k in task.parameters}})


def planted(number: str, name: str, old: str, new: str) -> list[dict]:
    """The cells of a program with a mistake planted in one of them."""
    cells = json.loads(PAGES[number].submission.source)["cells"]
    for each in cells:
        each["source"] = "".join(each["source"])
        if each["id"] == name:
            assert each["source"].count(old) == 1
            each["source"] = each["source"].replace(old, new)
    return cells


@pytest.fixture(scope="module")
def findings(request, tmp_path_factory):
    """Asks for the finding on a program, by its number, planted mistake or line; of the selected ones."""
    plans = make_plans(CHAPTER, PAGES.values(), RunOptions(force=True))
    programs = {plan.page.program.number: plan.task for plan in plans}
    tasks = {number: programs[number] for number in asked(request, "number")}
    chosen = [name for name in asked(request, "name") if name in PLANTED]
    notebooks = {name: (little(programs[PLANTED[name][0][0]]), planted(*PLANTED[name][0])) for name in chosen}
    bare = Task("", zlib.compress(b""), {}, (), ROOT)
    notebooks |= {line: (bare, program(line)) for line in [*ALLOWED.values(), *REFUSED, MISTAKE]}
    for number, (name, (task, cells)) in enumerate(notebooks.items()):
        content = zlib.compress(json.dumps({"cells": cells}).encode())
        tasks[name] = Task(f"notebook-{number}", content, task.parameters, task.data_sets, task.data_root)
    with PretendedGPU(tasks.values()) as pretended:
        yield lambda name: pretended.finding(tasks[name].name)


def test_the_training_programs_are_for_a_gpu():
    assert list(PAGES) == ["5-7", "5-8", "5-9", "5-10", "5-11"]


# The items of chapters/05/chapter.toml hold the others too.
@pytest.mark.parametrize("number", some(PAGES, "5-7".__eq__))
def test_a_shipped_program_keeps_its_tensors_on_one_device(findings, number):
    finding = findings(number)
    assert (finding["state"], finding["measured"].partition(" ")[2]) == ("passed", "operations, all on cuda:0")
    # A forward pass of the smallest, two batches of training and test in three epochs, is a dozen operations.
    assert int(finding["measured"].split()[0]) > 3 * 4 * 12


@pytest.mark.parametrize("name", some(PLANTED, TELLING.__contains__))
def test_a_tensor_left_behind_is_told_with_its_place(findings, name):
    (number, *_), (place, meeting) = PLANTED[name]
    page = PAGES[number]
    found = PretendedGPUJudge().judge(page, with_finding(Run(), findings(name)), quick=True)
    run = CheckedRun(page, Run(), [found])
    where = f"gpu (pretended), {place}" if place else "gpu (pretended)"
    assert failure_lines(run) == [f"program {number}, {where}: expected all tensors on one device, got {meeting}"]


@pytest.mark.parametrize("name", ALLOWED)
def test_what_a_gpu_allows_passes(findings, name):
    assert findings(ALLOWED[name])["state"] == "passed", findings(ALLOWED[name])["measured"]


@pytest.mark.parametrize("line", REFUSED)
def test_what_a_gpu_refuses_fails(findings, line):
    finding = findings(line)
    assert (finding["state"], finding["measured"]) == ("failed", f"{REFUSED[line]} (line)")


def test_fake_tensors_that_let_devices_mix_are_told_and_check_nothing(tmp_path, monkeypatch):
    # As in a PyTorch whose fake tensors no longer work: every operation goes through as if of the CPU.
    script = tmp_path / "blind.py"
    script.write_text(
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_file_location('pretend_gpu', {str(gpu.SCRIPT)!r})\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "def blind(self, func, types, args=(), kwargs=None):\n"
        "    on_cpu = {'device': module.fake_gpu.torch.device('cpu')} if 'device' in (kwargs or {}) else {}\n"
        "    return func(*args, **(kwargs or {}) | on_cpu)\n"
        "module.fake_gpu.FakeGPU.__torch_dispatch__ = blind\n"
        "module.main(sys.argv[1])\n"
    )
    monkeypatch.setattr(gpu, "SCRIPT", script)
    content = json.dumps({"cells": program("x + torch.ones(3)")}).encode()
    task = Task("blind", zlib.compress(content), {}, (), ROOT)
    with PretendedGPU([task]) as pretended:
        finding = pretended.finding("blind")
    assert finding["state"] == "unknown"
    assert "let devices mix" in finding["measured"]


def test_another_mistake_is_none_of_this_check(findings):
    assert findings(MISTAKE) == {
        "state": "unknown",
        "measured": "ValueError: of another kind",
        "cell": "line",
        "line_cell": "line",
        "line": 1,
    }
