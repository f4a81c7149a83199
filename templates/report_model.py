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
