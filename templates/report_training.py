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


class ReportTensor(torch.Tensor):
    """A tensor that remembers whether it, or what it came from, was brought to a device; nothing is moved."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        moved = any(getattr(arg, "moved", False) for arg in args if isinstance(arg, cls))
        if func in (torch.Tensor.to, torch.Tensor.cuda, torch.Tensor.type_as):
            given = [*args[1:], *(kwargs or {}).values()]
            where = [each for each in given if isinstance(each, (torch.device, str, torch.Tensor))]
            moved = moved or func is torch.Tensor.cuda or any(not (isinstance(each, str) and each == "cpu") for each in where)
            kinds = [each for each in given if isinstance(each, torch.dtype)]
            result = args[0].as_subclass(torch.Tensor).to(*kinds[:1] or [args[0].dtype]).view(args[0].shape).as_subclass(cls)
        else:
            result = super().__torch_function__(func, types, args, kwargs or {})
        if isinstance(result, cls):
            result.moved = moved
        return result


class ReportModel(torch.nn.Module):
    """A small network that writes down what it is given."""

    def __init__(self):
        super().__init__()
        self.layer, self.seen = torch.nn.Linear(784, 10), []

    def forward(self, x):
        moved, x = getattr(x, "moved", type(x) is not ReportTensor), x.detach().as_subclass(torch.Tensor)
        pred = self.layer(x.reshape(len(x), -1)).tanh()
        self.seen.append((x, moved, pred.detach().clone()))
        return pred


class ReportLoader:
    """A loader of made pictures; it counts how often it is gone through."""

    def __init__(self, sizes, model):
        self.batches, self.used, self.batch_size = [], 0, sizes[0]
        for size in sizes:
            images = torch.rand(size, 1, 28, 28)
            with torch.no_grad():
                labels = torch.where(torch.rand(size) < 0.6, model.layer(images.flatten(1)).argmax(1), torch.randint(10, (size,)))
            self.batches.append((images, labels))
        self.dataset = [(image, int(label)) for images, labels in self.batches for image, label in zip(images, labels)]

    def __len__(self):
        return len(self.batches)

    def __iter__(self):
        self.used += 1
        return iter([tuple(part.clone().as_subclass(ReportTensor) for part in batch) for batch in self.batches])


def report_epoch(kind):
    """What is wrong in train_epoch ("train") or test_epoch ("test"): both are called with made pictures."""
    where = f"{kind}_epoch 함수: "
    for sizes in ((12, 12, 6), (10, 10, 10)):
        names = report_copy()
        model, decoy = ReportModel(), ReportModel()
        loader, others = ReportLoader(sizes, model), {}
        for name, value in list(names.items()):
            if isinstance(value, torch.utils.data.DataLoader):
                names[name] = others[name] = ReportLoader((8, 8, 8), model)
            elif isinstance(value, torch.nn.Module) and list(value.parameters()):
                names[name] = decoy
            elif isinstance(value, torch.optim.Optimizer):
                names[name] = torch.optim.SGD(decoy.parameters(), lr=0.01)
        log, costs = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}, []

        def loss_fn(pred, y, costs=costs):
            moved, y = getattr(y, "moved", type(y) is not ReportTensor), y.detach().as_subclass(torch.Tensor)
            cost = torch.nn.functional.cross_entropy(pred, y)
            costs.append((cost.item(), y.argmax(1) if y.dim() == 2 else y, moved))
            return cost

        before = [weight.detach().clone() for weight in model.parameters()]
        with ReportWatch() as watch:
            loss_fn = watch.loss(loss_fn)
            try:
                if kind == "train":
                    names["train_epoch"](loader, torch.optim.SGD(model.parameters(), lr=0.01), model, loss_fn, log)
                else:
                    names["test_epoch"](loader, model, loss_fn, log)
                break
            except Exception:
                if sizes[0] == 10:
                    raise
    for name, other in others.items():
        if other.used:
            yield f"{where}받은 dataloader가 아니라 바깥의 {name}를 돕니다."
            return
    if decoy.seen:
        yield f"{where}받은 model이 아니라 바깥의 모델을 씁니다."
        return
    if not costs:
        yield f"{where}받은 loss_fn을 쓰지 않습니다. 어떤 손실 함수를 넘겨도 결과가 같습니다."
    if kind == "test":
        if any(each[0] == "step" for each in watch.events) or any(not torch.equal(*pair) for pair in zip(before, model.parameters())):
            yield f"{where}가중치를 바꿉니다. 평가 데이터로 학습하는 셈이니, 평가할 때는 backward()와 step()을 부르지 않습니다."
            return
    else:
        steps = [more for each, _, more in watch.events if each == "step"]
        if steps and not any(weight in more for more in steps for weight in model.parameters()):
            yield f"{where}받은 optimizer가 아니라 바깥의 것을 씁니다."
        elif len(model.seen) == 3 and len(steps) == 1:
            yield f"{where}step()을 배치마다 부르지 않고 에포크에 한 번만 부릅니다. 반복문 안에 있는지 들여쓰기를 확인하세요."
        elif wrong := report_order(watch.events):
            yield where + wrong
    if len(model.seen) < 3:
        yield f"{where}배치 3개 가운데 {len(model.seen)}개만 씁니다. return이나 break의 들여쓰기를 확인하세요."
        return
    for (images, labels), (x, _, _), (_, y, _) in zip(loader.batches, model.seen, costs):
        if x.shape[0] != len(images) or not torch.allclose(x.flatten(1), images.flatten(1)):
            yield f"{where}모델에 들어가는 X가 배치의 영상과 다릅니다. 화소의 값이나 순서를 바꾸지 않았나요?"
            break
        if y.shape != labels.shape or not torch.equal(y.long(), labels):
            yield f"{where}손실 함수에 넘기는 정답이 배치의 라벨과 다릅니다."
            break
    if not all(moved for _, moved, _ in model.seen):
        yield f"{where}모델에 넣는 X를 장치에 올리지 않습니다(.to(device)). CPU에서는 드러나지 않지만 GPU에서는 오류가 납니다."
    if not all(moved for *_, moved in costs):
        yield f"{where}정답 y를 장치에 올리지 않습니다(.to(device)). CPU에서는 드러나지 않지만 GPU에서는 오류가 납니다."
    # What it wrote down, against what it should have.
    sizes, count = [len(labels) for _, labels in loader.batches], len(loader.dataset)
    hits = [int((pred.argmax(1) == labels).sum()) for (_, labels), (*_, pred) in zip(loader.batches, model.seen)]
    right = {"acc": sum(hits) / count, "loss": sum(cost * size for (cost, *_), size in zip(costs, sizes)) / count}
    parts = {"acc": [hit / size for hit, size in zip(hits, sizes)], "loss": [cost for cost, *_ in costs]}
    least = sum(int((pred.argmin(1) == labels).sum()) for (_, labels), (*_, pred) in zip(loader.batches, model.seen))
    for key, word in (("acc", "정확도가"), ("loss", "손실이")):
        found, other = log[f"{kind}_{key}"], "loss" if key == "acc" else "acc"
        if len(found) != 1:
            wrong = f"{len(found)}개 들어갑니다. 에포크마다 하나씩, 반복문이 끝난 다음에 기록합니다."
            wrong = "다른 키에 들어갑니다." if not found and any(log.values()) else wrong
            yield f"{where}기록 {kind}_{key}에 값이 {wrong}"
            continue
        if isinstance(found[0], torch.Tensor):
            yield f"{where}기록 {kind}_{key}에 수가 아니라 텐서가 들어갑니다. .item()으로 수만 더하세요."
        value, mean, total = float(found[0]), right[key], right[key] * count
        known = {
            f"{word} 아니라 다른 값(손실과 정확도)이 바뀌어 들어갔습니다": right[other],
            "샘플 수가 아니라 배치의 수로 나누었습니다": total / 3, "나누지 않고 더하기만 했습니다": total,
            "배치마다의 값을 더하기만 했습니다. 배치의 수에 따라 커집니다": sum(parts[key]), "배치마다의 평균을 더한 다음 샘플 수로 나누었습니다": sum(parts[key]) / count,
            "배치마다의 값을 배치 수로 평균했습니다. 크기가 다른 마지막 배치도 똑같이 셉니다": sum(parts[key]) / 3,
            "마지막 배치의 값만 남았습니다": parts[key][-1], "마지막 배치만 셌습니다": parts[key][-1] * sizes[-1] / count, "백분율입니다": 100 * mean,
            "샘플 수가 아니라 배치 수와 batch_size로 나누었습니다": total / (3 * loader.batch_size), "매개변수 batch_size로 나누었습니다": total / (3 * batch_size),
            "training_data의 크기로 나누었습니다": total / len(training_data), "test_data의 크기로 나누었습니다": total / len(test_data),
        }
        if key == "acc":
            known["가장 큰 출력이 아니라 가장 작은 출력을 골랐습니다(argmin)"] = least / count
            known["맞힌 것이 아니라 틀린 것을 셌습니다"] = 1 - mean
        if abs(value - mean) > 1e-4 * max(1, abs(mean)):
            cause = [f" {cause}." for cause, known_value in known.items() if abs(value - known_value) < 1e-5 * max(1, abs(value))]
            cause = cause or [" argmax의 축(dim)과 맞힌 것을 세는 법을 확인하세요." if key == "acc" else " 더하고 나누는 법을 확인하세요."]
            yield f"{where}기록하는 {word} 맞지 않습니다. 값을 아는 데이터에서 {mean:.4f}이어야 하는데 {value:.4f}입니다.{cause[0]}"


def report_loss(name, loss_fn, wanted):
    """What is wrong with a loss function, called with outputs and labels that are known."""
    for size in (7, 10):
        pred = torch.rand(size, 10) * 2 - 1
        y = torch.randperm(10)[:size]
        hot = torch.nn.functional.one_hot(y, 10).float()
        error = hot - pred
        mse, ce = (error**2).mean(), torch.nn.functional.cross_entropy(pred, y)
        try:
            told = loss_fn(pred.clone(), y)
        except Exception:
            try:
                told = loss_fn(pred.clone(), hot) if size == 7 else None
                if told is not None and torch.allclose(told, mse):
                    return None
            except Exception:
                continue
        if told is not None:
            break
    else:
        return None
    if told.dim():
        return f"{name}가 수 하나가 아니라 모양이 {tuple(told.shape)}인 텐서를 돌려줍니다."
    right = mse if wanted == "mse" else ce
    known = {
        "교차 엔트로피입니다": ce, "평균제곱오차입니다": mse, "평균하지 않고 모두 더했습니다": (error**2).sum(), "출력 노드에 대해서는 평균하지 않고 더했습니다. 식 (5.6)과 같지만 강의의 프로그램보다 10배 큽니다": 10 * mse,
        "샘플에 대해서는 평균하지 않고 더했습니다": (error**2).sum() / 10, "제곱이 아니라 절댓값을 썼습니다": error.abs().mean(), "평균한 다음에 제곱했습니다": error.mean() ** 2,
        "제곱하지 않았습니다": error.mean(), "반으로 나누었습니다": mse / 2, "제곱근을 구했습니다": mse.sqrt(), "부호가 반대입니다": -right,
        "정답이 0과 1이 아니라 -1과 1입니다": ((2 * hot - 1 - pred) ** 2).mean(), "평균하지 않고 더한 교차 엔트로피입니다": ce * size,
        "소프트맥스를 두 번 적용했습니다": torch.nn.functional.cross_entropy(pred.softmax(1), y), "소프트맥스를 적용하지 않았습니다": torch.nn.functional.nll_loss(pred, y),
    }
    if size == 10:
        known["라벨을 원핫 벡터로 바꾸지 않아 부류 번호가 출력과 바로 비교됩니다. 샘플이 10개이면 오류 없이 브로드캐스트됩니다"] = ((y - pred) ** 2).mean()
        known["라벨을 원핫 벡터로 바꾸지 않고 부류 번호를 출력과 바로 비교합니다"] = ((y[:, None] - pred) ** 2).mean()
    else:
        known["라벨을 원핫 벡터로 바꾸지 않고 부류 번호를 출력과 바로 비교합니다"] = ((y[:, None] - pred) ** 2).mean()
    if abs(float(told) - float(right)) > 1e-5:
        cause = [f" {cause}." for cause, value in known.items() if abs(float(told) - float(value)) < 1e-5] or [" 원핫 벡터로 바꾼 정답과 출력의 차이를 제곱해 평균하는지 확인하세요." * (wanted == "mse")]
        kind = "평균제곱오차" if wanted == "mse" else "교차 엔트로피"
        return f"{name}가 {kind}가 아닙니다. 값을 아는 입력에서 {float(right):.4f}이어야 하는데 {float(told):.4f}입니다.{cause[0]}"
    return None


def report_model(model, depth, hidden, last):
    """What is wrong with a model of `depth` hidden layers with these activations."""
    layers = [part for part in model.modules() if isinstance(part, torch.nn.Linear)]
    sizes = [784] + [hidden_dim] * depth + [10]
    found = [layer.in_features for layer in layers[:1]] + [layer.out_features for layer in layers]
    if found != sizes:
        return f"모델의 층이 {' → '.join(map(str, found))}입니다. 강의의 모델은 {' → '.join(map(str, sizes))}입니다. (같은 층을 두 번 쓰면 가중치를 나누어 갖습니다)"
    if any(layer.bias is None for layer in layers):
        return "모델에 바이어스가 없는 층이 있습니다(bias=False)."
    if any(not weight.requires_grad for weight in model.parameters()):
        return "모델에 requires_grad가 False인 가중치가 있습니다. 이 가중치는 학습되지 않습니다."
    if any(layer.weight.detach().std(0).max() < 1e-8 for layer in layers):
        return "모델에 가중치가 모두 같은 층이 있습니다. 0이나 같은 값에서 출발하면 은닉 노드가 모두 똑같이 움직입니다."
    if strange := {type(part).__name__ for part in model.modules()} & {"Dropout", "AlphaDropout", "BatchNorm1d", "LayerNorm"}:
        return f"모델에 강의의 모델에 없는 층이 있습니다: {', '.join(strange)}."
    model = copy.deepcopy(model).cpu().eval()
    layers = [part for part in model.modules() if isinstance(part, torch.nn.Linear)]
    with torch.no_grad():
        for layer in layers:
            layer.weight.uniform_(-2, 2).div_(math.sqrt(layer.in_features))
            layer.bias.uniform_(-0.5, 0.5)
    x = torch.rand(5, 784)
    out = model(x)
    kinds = {
        "tanh": torch.tanh, "relu": torch.relu, "없음": lambda s: s, "시그모이드": torch.sigmoid, "tanh 두 번": lambda s: s.tanh().tanh(), "소프트맥스": lambda s: s.softmax(1),
        "로그 소프트맥스": lambda s: s.log_softmax(1), "leaky relu": torch.nn.functional.leaky_relu, "gelu": torch.nn.functional.gelu,
    }

    def same(used, one, other, skipped=None):
        value = x
        for place, layer in enumerate(used):
            value = layer(value)
            if place != skipped:
                value = kinds[other if place == len(used) - 1 else one](value)
        return value.shape == out.shape and torch.allclose(value, out, atol=1e-5)

    if same(layers, hidden, last):
        weights = list(model.parameters())
        grads = torch.autograd.grad(out.sum(), weights, allow_unused=True)
        cut = [grad is None for grad in grads]
        return f"모델의 가중치 텐서 {len(weights)}개 가운데 {sum(cut)}개에 그레디언트가 닿지 않습니다. 중간에 detach()나 no_grad()가 있나요?" if any(cut) else None
    for one in kinds:
        for other in kinds:
            if same(layers, one, other):
                return f"모델의 활성화 함수가 다릅니다. 은닉층은 {one}(강의 {hidden}), 출력층은 {other}(강의 {last})입니다."
    for place in range(len(layers)):
        if place < len(layers) - 1 and same(layers, hidden, last, place):
            return f"모델에서 은닉층 {place + 1}의 활성화 함수가 빠졌습니다."
        with contextlib.suppress(RuntimeError):
            if same(layers[:place] + layers[place + 1 :], hidden, last):
                return f"모델의 forward가 층 {place + 1}을 건너뜁니다. 만들기만 하고 잇지 않았습니다."
    return "모델의 forward가 강의의 모델과 다르게 계산합니다. 층과 활성화 함수를 잇는 순서를 확인하세요."


def report_training(number):
    """Run the training cells once more with this seed and stand-ins for train_epoch and test_epoch: how they were called."""
    calls, names = [], report_copy()
    names.update(epochs=2, seed=number)

    def standin(kind):
        def call(*args, **kwargs):
            args = list(inspect.signature(globals()[f"{kind}_epoch"]).bind(*args, **kwargs).arguments.values())
            loader, optimizer, (model, loss_fn, log) = args[0], args[1] if kind == "train" else None, args[-3:]
            first = next(model.parameters())
            calls.append(types.SimpleNamespace(kind=kind, loader=loader, optimizer=optimizer, model=model, loss_fn=loss_fn, log=log, start=first.detach().flatten()[:500].cpu().clone()))
            for key in ("acc", "loss"):
                log[f"{kind}_{key}"].append(0.5)
            if kind == "train":
                with torch.no_grad():
                    first.add_(0.01)
            return model, log

        return call

    names["train_epoch"], names["test_epoch"] = standin("train"), standin("test")

    def wanted(tree):
        found = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "train_epoch" and node.args]
        return ast.dump(found[0].args[-1]) if found else None

    with ReportWatch() as watch:
        source = report_rehearse(names, wanted)
    return calls, watch.moved, source, names


def report_loop(calls, moved, source, names):
    """What is wrong in the training cells."""
    trained, groups = [call for call in calls if call.kind == "train"], {}
    if not trained:
        return
    for call in calls:
        groups.setdefault(id(call.log), []).append(call)
    test_set, training_set = names["test_data"], names["training_data"]
    for call in calls:
        data = getattr(call.loader, "dataset", None)
        if call.kind == "train" and data is test_set:
            yield "학습 반복문: train_epoch에 평가 데이터(test_dataloader)를 넘깁니다. 평가 데이터로 학습하면 정확도를 믿을 수 없습니다."
        if call.kind == "test" and data is training_set:
            yield "학습 반복문: test_epoch에 학습 데이터(train_dataloader)를 넘깁니다. 평가 정확도가 학습 데이터에서 잰 것이 됩니다."
    for call in trained:
        held, own = {id(weight) for group in call.optimizer.param_groups for weight in group["params"]}, {id(weight) for weight in call.model.parameters()}
        if not held & own:
            yield "학습 반복문: 옵티마이저가 다른 모델의 가중치를 갖고 있습니다. step()을 불러도 지금 학습하는 모델은 바뀌지 않습니다. 모델을 만든 다음에 그 모델의 가중치로 옵티마이저를 만드세요."
        elif own - held:
            yield f"학습 반복문: 옵티마이저가 가중치의 일부만 갖고 있습니다. 텐서 {len(own)}개 가운데 {len(own & held)}개만 갱신됩니다."
    for group in groups.values():
        own = [call for call in group if call.kind == "train"]
        kinds = "".join(call.kind[1] for call in group)  # r: train, e: test
        if len({id(call.model) for call in own}) > len(own) / 2 and len(own) > 1:
            yield "학습 반복문: 에포크마다 모델을 새로 만듭니다. 앞 에포크에서 배운 것이 사라지니, 모델은 반복문 앞에서 한 번만 만드세요."
        elif len({id(call.optimizer) for call in own}) > len(own) / 2 and len(own) > 1:
            yield "학습 반복문: 에포크마다 옵티마이저를 새로 만듭니다. 옵티마이저가 쌓아 온 기록이 사라지니, 반복문 앞에서 한 번만 만드세요."
        if "rr" in kinds and "e" in kinds:
            yield "학습 반복문: test_epoch이 에포크 반복문 밖에 있어 마지막에 한 번만 평가합니다. 에포크마다 평가해야 곡선을 그릴 수 있습니다."
        elif kinds.startswith("er"):
            yield "학습 반복문: test_epoch을 train_epoch보다 먼저 부릅니다. 평가가 한 에포크씩 늦습니다."
        elif own and "e" not in kinds:
            yield "학습 반복문: 이 기록으로 test_epoch을 부르지 않습니다. 학습과 평가의 기록을 같은 딕셔너리에 남기세요."
        if len({id(values) for values in group[0].log.values()}) < len(group[0].log):
            yield "학습 반복문: 기록의 네 리스트가 하나의 리스트입니다. 키마다 새 리스트를 만드세요."
    models = [group[0].model for group in groups.values()]
    starts = [next(call.start for call in group if call.kind == "train") for group in groups.values() if any(call.kind == "train" for call in group)]
    if len(groups) < (4 if "lr_sgd" in names else 2 if "history_ce" in names else 1):
        yield "학습 반복문: 실험마다 기록을 따로 두지 않아 여러 실험의 값이 한 기록에 섞입니다."
    elif len(starts) > 1:
        if len({id(model) for model in models}) < len(models):
            yield "학습 반복문: 다음 실험에서 모델을 새로 만들지 않아, 앞의 실험에서 학습한 가중치에서 출발합니다."
        elif any(not torch.equal(starts[0], start) for start in starts[1:]):
            yield "학습 반복문: 실험마다 초기 가중치가 다릅니다. 모델을 만들기 바로 앞에서 torch.manual_seed(seed)를 부르세요. 그래야 공정하게 비교할 수 있습니다."
    rates = {"SGD": "lr_sgd", "Adagrad": "lr_adagrad", "RMSprop": "lr_rmsprop", "Adam": "lr_adam"} if "lr_sgd" in names else {"Adam": "lr"}
    for call in {id(call.log): call for call in reversed(trained)}.values():
        kind, group = type(call.optimizer).__name__, call.optimizer.param_groups[0]
        plain = type(call.optimizer)([torch.nn.Parameter(torch.zeros(1))]).defaults
        if kind not in rates:
            yield f"학습 반복문: 옵티마이저가 {kind}입니다. 강의에서는 {', '.join(rates)}를 씁니다."
        elif group["lr"] != names[rates[kind]]:
            yield f"학습 반복문: {kind}의 학습률이 {group['lr']}입니다. 매개변수 {rates[kind]} = {names[rates[kind]]}이 쓰이지 않습니다."
        else:
            plain["momentum"] = names.get("momentum", 0) if kind == "SGD" else plain.get("momentum")
            other = [f"{key} = {group[key]}" for key in ("momentum", "weight_decay", "betas", "alpha", "maximize", "lr_decay") if key in group and group[key] != plain[key]]
            if other:
                yield f"학습 반복문: {kind}의 설정 {', '.join(other)}가 강의와 다릅니다."
    if "lr_sgd" in names and len(groups) == 4 and len({type(call.optimizer) for call in trained}) < 4:
        yield "학습 반복문: 네 실험 가운데 같은 옵티마이저를 쓰는 것이 있습니다."
    for log, group in groups.items():
        wanted = "ce" if log == id(names.get("history_ce")) else "mse"
        for loss_fn in {id(call.loss_fn): call.loss_fn for call in group}.values():
            if wrong := report_loss(getattr(loss_fn, "__name__", type(loss_fn).__name__), loss_fn, wanted):
                yield f"학습 반복문에서 {'교차 엔트로피의' if wanted == 'ce' else '평균제곱오차의'} 기록에 쓰는 손실 함수: {wrong}"
    if trained and "set_default_device" not in source and "device=" not in source and not any(call.model is each for call in trained for each in moved):
        yield "모델을 장치에 올리지 않습니다(.to(device)). CPU에서는 드러나지 않지만 GPU에서는 오류가 납니다."


def report_data():
    """What is wrong with the data and the loaders."""

    def marks(data):
        """A number for each picture, the same for the same picture."""
        if hasattr(data, "datasets"):
            return torch.cat([marks(part) for part in data.datasets])
        if hasattr(data, "indices"):
            return marks(data.dataset)[torch.as_tensor(list(data.indices))]
        weights = torch.linspace(1, 2, 784, dtype=torch.float64) ** 3
        return torch.cat([part.flatten(1).double() @ weights for part in data.data.split(5000)]).round(decimals=3)

    train, test = train_dataloader.dataset, test_dataloader.dataset
    with contextlib.suppress(AttributeError):
        shared = int(torch.isin(marks(test), marks(train)).sum())
        if shared > len(test) / 5:
            yield f"데이터: 평가 데이터 {len(test):,}장 가운데 {shared:,}장이 학습에도 쓰입니다. 평가 데이터로 학습하면 정확도를 믿을 수 없습니다. train=True, train=False와 DataLoader에 넘긴 데이터를 확인하세요."
            return
    if getattr(train, "train", True) is False:
        yield "데이터: 학습에 train=False인 평가 데이터를 씁니다."
        return
#: if program.data[0].name == "FashionMNIST"
    wanted = "FashionMNIST"
#: else
    wanted = "MNIST"
#: endif
    for data in (train, test):
        if type(data).__name__ in ("MNIST", "FashionMNIST", "KMNIST", "QMNIST", "EMNIST") and type(data).__name__ != wanted:
            yield f"데이터: {wanted}가 아니라 {type(data).__name__}를 읽었습니다."
    if len(train) < len(training_data) or len(test) < len(test_data):
        yield f"데이터: 학습 데이터 {len(training_data):,}장 가운데 {len(train):,}장, 평가 데이터 {len(test_data):,}장 가운데 {len(test):,}장만 씁니다."
    some = [[data[place] for place in range(0, len(data), max(1, len(data) // count))] for data, count in ((train, 500), (test, 300))]
    (images, labels), (others, wanted_labels) = [(torch.stack([image.flatten() for image, _ in each]).float(), torch.tensor([int(label) for _, label in each])) for each in some]
    centers = torch.stack([images[labels == label].mean(0) if (labels == label).any() else torch.full((images.shape[1],), 1e3) for label in range(10)])
    hits = (torch.cdist(others, centers).argmin(1) == wanted_labels).float().mean()
    if max(images.abs().max(), others.abs().max()) > 20:
        yield "데이터: 화소의 값이 0에서 1 사이가 아닙니다. ToTensor()가 255로 나누어 줍니다."
    elif hits < 0.5:
        yield f"데이터: 학습 데이터에서 구한 부류마다의 평균 영상이 평가 데이터를 {100 * hits:.0f}%만 맞힙니다. 영상과 라벨이 어긋났거나, 두 데이터를 서로 다르게 변환했습니다."
    for name, loader in (("train_dataloader", train_dataloader), ("test_dataloader", test_dataloader)):
        if loader.batch_size != batch_size:
            yield f"{name}의 배치 크기가 {loader.batch_size}입니다. 매개변수 batch_size = {batch_size}이 쓰이지 않습니다."
        if loader.drop_last:
            yield f"{name}가 마지막 배치를 버립니다(drop_last=True)."
    if isinstance(train_dataloader.sampler, torch.utils.data.RandomSampler) != bool(shuffle):
        yield f"train_dataloader가 매개변수 shuffle = {shuffle}을 따르지 않습니다."


def report_history(logs):
    """What the recorded curves show: their lengths."""
    for log in logs:
        for key, values in log.items():
            if len(values) != epochs:
                hint = "test_epoch이 반복문 밖에 있지 않나요?" if key.startswith("test") and len(values) == 1 else "반복 횟수와, 기록을 새로 만드는 곳을 확인하세요."
                return f"기록 {key}에 값이 {len(values)}개 있습니다. epochs = {epochs}개여야 합니다. {hint}"
    return None


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
