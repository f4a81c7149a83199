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
