# %% id="report" role="report"
import ast
import contextlib
import copy
import functools
import inspect
import io
import math
import re
import sys
import types

from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

#: include "report_result.py"


#: include "report_watch.py"


#: include "report_epoch.py"


#: include "report_model.py"


#: include "report_loop.py"


#: include "report_data.py"


def report_logs(*pair):
    """The histories of the program: the two of 5-10 in this order, one for each optimizer of 5-11, or the only one."""
    names = globals()
    found = [names[name] for name in pair if name in names]
    return found or (list(names["history"].values()) if "lr_sgd" in names else [names["history"]])


def report_rate():
    """Whether the learning rate is too high or too low, where the result is poor and nothing else is wrong."""
    logs = report_logs("history_ce", "history_mse")
    slide = globals().get("lecture", {}).get("parameters", {})
    rates = ["lr_sgd", "lr_adagrad", "lr_rmsprop", "lr_adam"] if "lr_sgd" in globals() else ["lr"] * len(logs)
    model = globals().get("DNN", globals().get("MLP"))
    with torch.no_grad():
        some = torch.stack([test_dataloader.dataset[place][0].flatten() for place in range(100)]).to(next(model.parameters()).device)
        stuck = float((model(some).abs() > 0.99).float().mean())  # the share of outputs where tanh has no gradient left
    for rate, log in zip(rates, logs):
        mine, theirs = globals()[rate], slide.get(rate, 0.001)
        told, acc, loss = f"({rate} = {mine}, 강의 {theirs})", log["train_acc"][-1], log["train_loss"][-1]
        # Outputs that are all 0 have a mean squared error of 0.1: a loss above it tells of outputs at the wrong end.
        if mine > theirs and (not math.isfinite(loss) or (acc < 0.3 and (loss > 0.15 if len(logs) != 2 else stuck > 0.5))):
            return f"학습률이 너무 큽니다 {told}. 첫 갱신들에서 출력이 1이나 -1에 붙으면(포화) 그레디언트가 0에 가까워져 정확도가 찍은 것과 비슷해집니다."
        if mine < theirs / 20 and acc < 0.5:
            return f"학습률이 너무 작습니다 {told}. 이 에포크 수로는 손실이 거의 줄지 않습니다."
    return None


def report_mistakes():
    """Sentences about what is wrong, the most likely cause first."""
    yield from report_data()
    yield from report_epoch("train")
    calls, moved, source, names = report_training(seed)
    yield from report_loop(calls, moved, source, names)
    if not calls:
        for name in ("loss_mse", "loss_ce"):
            if name in names and (wrong := report_loss(name, names[name], name[5:])):
                yield wrong
    depth, hidden = (globals().get("depth", 4), globals().get("activation", "tanh")) if "DeepNeuralNetwork" in globals() else (1, "tanh")
    for call in list({id(call.model): call for call in calls}.values()) or [types.SimpleNamespace(model=globals().get("DNN", globals().get("MLP")), log=None)]:
        raw = globals().get("raw_logits", False) and call.log is names.get("history_ce")
        if wrong := report_model(call.model, depth, hidden, "없음" if raw else "tanh"):
            yield wrong
    yield from report_epoch("test")
    logs = report_logs("history_mse", "history_ce")
    if wrong := report_history(logs):
        yield wrong
    if wrong := report_seed(lambda number: [call.start for call in report_training(number)[0][:1]]):
        yield wrong
    for source in globals().get("In", [])[:-1]:
        if re.search(r"^device\s*=\s*(torch\.device\()?[\"']cpu[\"']\)?\s*(#.*)?$", source, re.MULTILINE):
            yield "장치가 CPU로 고정되어 있습니다. GPU가 있어도 쓰지 않습니다. torch.cuda.is_available()로 고르세요."


#: if program.data[0].name == "FashionMNIST"
report(6000)
#: else
report(4000)
#: endif
