# %% id="check-train-epoch" role="self-check"
#! 2: X.to(device) -> 모델에 들어가는 X의 모양이 (5, 1, 28, 28)입니다. 선형층은 샘플마다 값 784개를 한 줄로 받습니다.
#! 2: X.view(-1).to(device) -> 모델에 들어가는 X의 모양이 (3920,)입니다. 영상이 5장이면 행이 5개여야 합니다.
#! 2: X.view(784, -1).to(device) -> 모델에 들어가는 X의 모양이 (784, 5)입니다. 영상이 5장이면 행이 5개여야 합니다.
#! 2: X.view(batch_size, 784).to(device) -> 영상이 5장인 배치에서 모양을 바꾸지 못했습니다. 배치의 크기는 배치마다 다를 수 있습니다.
#! 2: X.view(-1, 784) -> 모양은 맞지만 X를 장치에 올리지 않았습니다. CPU에서는 드러나지 않지만 GPU에서는 오류가 납니다.
#! 2: X.view(784, -1).T.to(device) -> 모양은 맞지만 화소의 값이나 차례가 바뀌었습니다. 모양만 바꾸고 값은 그대로 두세요.
#! 3: pass -> 배치 2개로 학습했는데 가중치가 처음 그대로입니다. 그레디언트를 구하기만 해서는 가중치가 바뀌지 않습니다.
#! 3: optimizer.step -> 배치 2개로 학습했는데 가중치가 처음 그대로입니다. 메서드의 이름만 적고 부르지 않았습니다. 괄호가 있나요?
#! 3: optimizer.zero_grad() -> 배치 2개로 학습했는데 가중치가 처음 그대로입니다. 방금 구한 그레디언트를 쓰기도 전에 지웠습니다.
#! 3: model.step() -> 빈칸 3의 줄에서 오류가 났습니다(AttributeError). 가중치를 옮기는 것은 무엇의 일인가요?
#! 3: cost.backward() -> 빈칸 3의 줄에서 오류가 났습니다(RuntimeError). 가중치를 옮기는 것은 무엇의 일인가요?
#! 3: [optimizer.step() for _ in range(2)] -> 가중치가 바뀌었지만 경사 하강법대로가 아닙니다. 배치마다 그 배치의 그레디언트로 한 번만 갱신하세요.
#! 3: model.load_state_dict({name: w - 0.001 for name, w in model.state_dict().items()}) -> 가중치가 바뀌었지만 경사 하강법대로가 아닙니다. 배치마다 그 배치의 그레디언트로 한 번만 갱신하세요.
@self_check(2, "영상 한 장이 한 행이 되었고, 모델과 같은 장치에 있습니다.")
def blank_2():
    return _wrong_input(lambda batches, model: train_epoch(batches, None, model, None, {}))


@self_check(3, "배치마다 한 번, 그 배치의 그레디언트로 가중치를 옮깁니다.")
def blank_3():
    if blanks[2] != "right":
        return "빈칸 2를 먼저 맞히세요. 모델에 들어가는 것이 틀리면 학습을 확인할 수 없습니다."
    named = []

    class Descent(torch.optim.SGD):
        """Notes which of its methods are named."""

        def __getattribute__(self, name):
            named.append(name)
            return super().__getattribute__(name)

    def loss(pred, y):
        return (pred.square().mean(dim=1) * (y + 1)).mean()

    with torch.random.fork_rng(devices=[]):  # the layers draw their weights on the CPU
        models = [torch.nn.Linear(784, 10) for _ in range(2)]
    model, reference = (each.to(device) for each in models)
    reference.load_state_dict(model.state_dict())
    rows, numbers = torch.linspace(0, 1, 5 * 784).view(5, 784), torch.arange(5)
    parts = slice(0, 3), slice(3, 5)
    batches = _Batches([(rows[part].view(-1, 1, 28, 28), numbers[part]) for part in parts])
    first = [weight.detach().clone() for weight in model.parameters()]
    for part in parts:
        cost = loss(reference(rows.to(device)[part]), numbers.to(device)[part])
        for weight, gradient in zip(reference.parameters(), torch.autograd.grad(cost, [*reference.parameters()])):
            weight.data -= 0.01 * gradient
    optimizer = Descent(model.parameters(), lr=0.01)
    named.clear()
    try:
        train_epoch(batches, optimizer, model, loss, {"train_acc": [], "train_loss": []})
    except Exception as error:
        return f"빈칸 3의 줄에서 오류가 났습니다({type(error).__name__}). 가중치를 옮기는 것은 무엇의 일인가요?"
    if all(torch.equal(weight, before) for weight, before in zip(model.parameters(), first)):
        said = "배치 2개로 학습했는데 가중치가 처음 그대로입니다."
        if vars(torch.optim.SGD).keys() & set(named):
            return f"{said} 메서드의 이름만 적고 부르지 않았습니다. 괄호가 있나요?"
        if all(weight.grad is None for weight in model.parameters()):
            return f"{said} 방금 구한 그레디언트를 쓰기도 전에 지웠습니다."
        return f"{said} 그레디언트를 구하기만 해서는 가중치가 바뀌지 않습니다."
    if not all(map(torch.allclose, model.parameters(), reference.parameters())):
        return "가중치가 바뀌었지만 경사 하강법대로가 아닙니다. 배치마다 그 배치의 그레디언트로 한 번만 갱신하세요."
