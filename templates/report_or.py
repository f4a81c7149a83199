# %% id="report" role="report"
import ast
import contextlib
import copy
import functools
import io
import re
import sys
import types

from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

#: include "report_result.py"


#: include "report_watch.py"


def report_mistakes():
    """Sentences about what is wrong, the most likely cause first."""
    names = report_copy()
    x, y, pred = names["x"], names["y"], names["pred"]
    if tuple(x.shape) != (4, 2) or x.tolist() != [[0, 0], [0, 1], [1, 0], [1, 1]]:
        yield "x가 OR 문제의 네 입력 (0,0), (0,1), (1,0), (1,1)이 아닙니다."
    if y.flatten().tolist() != [-1, 1, 1, 1]:
        yield f"y가 {y.flatten().tolist()}입니다. OR의 정답은 -1, 1, 1, 1입니다. tanh의 출력과 비교하므로 0이 아니라 -1을 씁니다."
    elif tuple(y.shape) != (4, 1):
        yield f"y의 모양이 {tuple(y.shape)}입니다. 예측은 (4, 1)이므로 y - pred가 {tuple((y - pred).shape)}로 브로드캐스트됩니다. 샘플마다 한 행이 되게 하세요."
    # The loss on values that are known.
    a, b = torch.tensor([[0.5], [-0.25], [0.75], [0.0]]), torch.tensor([[-1], [1], [1], [1]])
    error = b - a
    told = float(names["loss_mse"](a, b))
    known = {
        "평균하지 않고 더했습니다": (error**2).sum(), "제곱이 아니라 절댓값을 썼습니다": error.abs().mean(), "평균한 다음에 제곱했습니다": error.mean() ** 2,
        "제곱하지 않았습니다": error.mean(), "빼지 않고 더했습니다": ((a + b) ** 2).mean(), "부호가 반대입니다": -(error**2).mean(),
        "반으로 나누었습니다": (error**2).mean() / 2, "제곱근을 구했습니다": (error**2).mean().sqrt(),
    }
    right = float((error**2).mean())
    if abs(told - right) > 1e-5:
        cause = [f" {cause}." for cause, value in known.items() if abs(told - float(value)) < 1e-5]
        yield f"loss_mse가 평균제곱오차가 아닙니다. 값을 아는 입력에서 {right:.4f}이어야 하는데 {told:.4f}입니다.{(cause or [''])[0]}"
    # The forward pass on weights that are known.
    inputs = torch.tensor([[0.3, -0.7], [0.2, 0.9], [-0.4, 0.1]])
    if "forward" in names:
        w, b = torch.tensor([[0.5], [-1.0]]), torch.tensor([0.25])
        out, where = names["forward"](w, b, inputs)[-1], "forward 함수"
    else:
        model = names["perceptron"]
        linear = [part for part in model.modules() if isinstance(part, torch.nn.Linear)][:1]
        if linear and linear[0].bias is None:
            yield "선형 층에 바이어스가 없습니다(bias=False). 결정 직선이 원점을 지나야 하므로 OR를 풀 수 없습니다."
            return
        w, b = torch.tensor([[0.5], [-1.0]]), torch.tensor([0.25])
        with torch.no_grad():
            linear[0].weight.copy_(w.T)
            linear[0].bias.copy_(b)
        out, where = model(inputs), "Perceptron 모델"
    s = inputs @ w + b
    known = {
        "활성화 함수가 빠졌습니다": s, "tanh가 아니라 부호 함수를 씁니다. 부호 함수는 미분이 0이라 학습되지 않습니다": s.sign(), "tanh가 아니라 시그모이드를 씁니다": s.sigmoid(),
        "tanh가 아니라 ReLU를 씁니다": s.relu(), "활성화 함수를 두 번 적용합니다": s.tanh().tanh(), "바이어스 b를 더하지 않습니다": (inputs @ w).tanh(), "바이어스를 빼고 있습니다": (inputs @ w - b).tanh(),
    }
    if out.shape != s.shape or not torch.allclose(out, s.tanh(), atol=1e-5):
        cause = [f" {cause}." for cause, value in known.items() if out.shape == value.shape and torch.allclose(out, value, atol=1e-5)]
        yield f"{where}의 출력이 tanh(xw + b)가 아닙니다.{(cause or [''])[0]}"
    # The training itself, once more with a few iterations.
    def rehearse(number):
        names = report_copy()
        names.update(iterations=6, seed=number)
        with ReportWatch() as watch:
            names["loss_mse"] = watch.loss(names["loss_mse"])
            source = report_rehearse(names, wanted)
        return watch, names, source

    def wanted(tree):
        calls = [getattr(node.func, "id", "") for node in ast.walk(tree) if isinstance(node, ast.Call)]
        loops = [node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.While))]
        return "train" if loops and {"forward", "perceptron", "loss_mse"} & set(calls) else None

    watch, names, source = rehearse(seed)
    if source:
        wrong = report_order(watch.events)
        if wrong:
            yield "학습 반복문에서 " + wrong
        rates = {group["lr"] for value in names.values() if isinstance(value, torch.optim.Optimizer) for group in value.param_groups}
        if rates and rates != {lr}:
            yield f"옵티마이저의 학습률이 {', '.join(map(str, sorted(rates)))}입니다. 매개변수 lr = {lr}이 쓰이지 않습니다."
        if not wrong and (sentence := report_seed(lambda number: rehearse(number)[0].first)):
            yield sentence
    if isinstance(losses[0], torch.Tensor):
        yield "losses에 수가 아니라 텐서가 들어 있습니다. 계산 그래프가 반복마다 메모리에 남으니 .item()으로 수만 남기세요."
    if len(losses) != iterations:
        yield f"losses에 값이 {len(losses)}개 있습니다. 반복은 iterations = {iterations}번이어야 합니다."


def report_rate():
    """Why a training without a mistake did not come far, or None."""
    first, last, theirs = float(losses[0]), float(losses[-1]), globals().get("lecture", {}).get("parameters", {}).get("lr", 0.1)
    if last < 0.5 and pred.sign().flatten().tolist() == [-1, 1, 1, 1]:
        return None
    if not last < 0.99 * first or max(map(float, losses[-10:])) > 1.2 * last or float(pred.abs().min()) > 0.999:
        cause = f"학습률이 너무 큽니다(lr = {lr}, 강의 {theirs})" if not lr <= theirs else "학습이 되지 않습니다"
        return f"{cause}. {len(losses)}번 뒤에도 손실이 {last:.4f}입니다. 출력이 ±1에 붙으면 tanh의 미분이 0에 가까워 더 배우지 못합니다."
    cause = f"학습률이 너무 작습니다(lr = {lr}, 강의 {theirs})" if lr < theirs else "반복이 모자랍니다"
    return f"{cause}. {len(losses)}번 뒤에도 손실이 {last:.4f}이고 아직 줄고 있습니다."


report(None)
