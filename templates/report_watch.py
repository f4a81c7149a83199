class ReportWatch:
    """While it is entered, it writes down each backward pass, zero_grad and step, with the gradients there were."""

    def __enter__(self):
        self.events, self.true, self.moved, self.undo, self.first = [], {}, [], [], []
        module, autograd, optim = torch.nn.Module, torch.autograd, torch.optim.Optimizer
        backward, zero, zero_model, to, cuda = autograd.backward, optim.zero_grad, module.zero_grad, module.to, module.cuda

        def watched_backward(costs, *args, **kwargs):
            weights = self.leaves(costs)
            self.first = self.first or [weight.detach().clone() for weight in weights]
            before = [0 if weight.grad is None else weight.grad.clone() for weight in weights]
            backward(costs, *args, **kwargs)
            passed = {weight: weight.grad - old for weight, old in zip(weights, before)}
            self.events.append(("backward", passed, dict(self.true)))

        def watched_zero(of, original):
            return lambda owner, *args, **kwargs: (self.events.append(("zero", {}, {})), original(owner, *args, **kwargs))[1]

        def watched_move(original):
            return lambda owner, *args, **kwargs: (self.moved.append(owner), original(owner, *args, **kwargs))[1]

        for owner, name, new in [
            (autograd, "backward", watched_backward), (optim, "zero_grad", watched_zero("optimizer", zero)),
            (module, "zero_grad", watched_zero("model", zero_model)), (module, "to", watched_move(to)), (module, "cuda", watched_move(cuda)),
        ]:
            self.undo.append((owner, name, getattr(owner, name)))
            setattr(owner, name, new)
        self.hooks = [
            register_optimizer_step_pre_hook(self.before_step),
            register_optimizer_step_post_hook(self.after_step),
        ]
        return self

    def __exit__(self, *_):
        for owner, name, old in self.undo:
            setattr(owner, name, old)
        for hook in self.hooks:
            hook.remove()

    def before_step(self, optimizer, *_):
        self.weights = [weight for group in optimizer.param_groups for weight in group["params"]]
        held = {weight: weight.grad.clone() for weight in self.weights if weight.grad is not None}
        self.old = [weight.detach().clone() for weight in self.weights]
        self.events.append(("step", held, set(self.weights)))

    def after_step(self, *_):
        _, held, _ = self.events[-1]
        along = sum(((weight.detach() - old) * held[weight]).sum() for weight, old in zip(self.weights, self.old) if weight in held)
        self.events.append(("went", float(along), set()))

    def leaves(self, costs):
        """The weights that a loss depends on."""
        nodes, found, seen = [cost.grad_fn for cost in (costs if isinstance(costs, (list, tuple)) else [costs])], [], set()
        while nodes:
            node = nodes.pop(0)
            if node is not None and node not in seen:
                seen.add(node)
                found += [node.variable] if hasattr(node, "variable") else []
                nodes += [before for before, _ in node.next_functions]
        return found

    def loss(self, loss_fn):
        """The loss function; its true gradients are kept until the backward pass."""

        def watched(pred, y):
            cost = loss_fn(pred, y)
            weights = self.leaves(cost) if cost.grad_fn else []
            if weights and cost.dim() == 0:
                self.true = dict(zip(weights, torch.autograd.grad(cost, weights, retain_graph=True)))
            return cost

        return watched


def report_order(events):
    """What is wrong with the order of backward, zero_grad and step: a sentence, or None."""

    def near(one, other):
        return all(torch.allclose(one[key], other[key], rtol=1e-3, atol=1e-6 * float(other[key].abs().max()) + 1e-12) for key in other)

    def scaled(part, factor):
        return {key: factor * value for key, value in part.items()}

    kinds = [kind for kind, *_ in events]
    letters = "".join(kind[0] for kind in kinds if kind != "went")
    if "backward" not in kinds:
        return "backward()를 부르지 않습니다. 그레디언트를 구하지 않으므로 가중치가 바뀌지 않습니다. 손실을 구한 다음 무엇을 불러야 하나요?"
    if "step" not in kinds:
        return "step()을 부르지 않습니다. 그레디언트는 구했지만 가중치를 갱신하지 않습니다."
    total, last, since = {}, None, 0
    for kind, held, more in events:
        if kind == "backward":
            if last and not last.keys() & held.keys():
                return "가중치(모델)를 반복마다 새로 만듭니다. 앞에서 배운 것이 사라지니 반복문 앞에서 한 번만 만드세요."
            last, since = held, since + 1
            total = {weight: total.get(weight, 0) + part for weight, part in held.items()}
            if more and more.keys() == held.keys() and not near(held, more):
                if near(held, scaled(more, -1)):
                    return "손실의 부호가 바뀐 채 backward()를 불러, 손실이 커지는 쪽으로 갱신합니다."
                return "backward()로 구한 그레디언트가 loss_fn이 돌려준 손실의 그레디언트와 다릅니다. 손실에 다른 계산을 더하지 않았나요?"
        elif kind == "went" and held > 0:
            return "step()이 그레디언트와 같은 쪽, 곧 손실이 커지는 쪽으로 가중치를 옮깁니다. 부호나 maximize를 확인하세요."
        elif kind == "step":
            if last is None or letters.startswith(("zsb", "szb", "sb")):
                return "step()이 backward()보다 먼저입니다. 이 배치의 그레디언트를 구하기 전에 갱신합니다."
            known = [weight for weight in last if weight in more]
            if not known:
                return "옵티마이저가 다른 모델의 가중치를 갖고 있습니다. step()을 불러도 지금 학습하는 모델은 바뀌지 않습니다."
            held = {weight: held.get(weight, torch.zeros_like(weight)) for weight in known}
            if since and all(not part.any() for part in held.values()) and any(last[weight].any() for weight in known):
                return "backward()와 step() 사이에서 zero_grad()를 부릅니다. 갱신할 그레디언트가 0으로 지워집니다."
            if since == 0:
                return "backward() 한 번에 step()을 두 번 부릅니다."
            if not near(held, {weight: last[weight] for weight in known}):
                if since > 1:
                    return "step() 한 번에 backward()를 여러 번 부릅니다. 배치마다 그레디언트를 구하고 바로 갱신하고 있나요? (들여쓰기를 확인하세요)"
                if near(held, {weight: total[weight] for weight in known}):
                    return "zero_grad()를 배치마다 부르지 않습니다. 앞 배치들의 그레디언트가 계속 더해진 채로 갱신합니다."
                return "step()이 쓰는 그레디언트가 이 배치의 것과 다릅니다. zero_grad()와 backward()의 자리를 확인하세요."
            if len(known) < len(last):
                return f"옵티마이저가 가중치의 일부만 갖고 있습니다. 학습하는 {len(last)}개 텐서 가운데 {len(known)}개만 갱신됩니다."
            since = 0
    return None


def report_copy():
    """The notebook's names, with copies of all that looking could change."""

    def plain(value):
        if isinstance(value, dict):
            return all(map(plain, value.values()))
        if isinstance(value, (list, tuple)):
            return all(map(plain, value))
        return value is None or isinstance(value, (int, float, str, torch.Tensor, torch.nn.Module, torch.optim.Optimizer))

    names, memo = dict(globals()), {}
    for name, value in globals().items():
        if not name.startswith("_") and name not in ("In", "Out") and not isinstance(value, (int, float, str)) and plain(value):
            with contextlib.suppress(Exception):
                names[name] = copy.deepcopy(value, memo)
    for name, value in globals().items():
        if isinstance(value, types.FunctionType) and value.__globals__ is globals():
            names[name] = types.FunctionType(value.__code__, names, name, value.__defaults__, value.__closure__)
    names["device"] = torch.device("cpu", 0)
    return names


def report_rehearse(names, wanted):
    """Run the notebook's cells that `wanted` picks once more, in their last version, with these names and silently.

    Returns their source.
    """
    cells = {}
    for source in globals().get("In", [])[:-1]:
        with contextlib.suppress(SyntaxError):
            if "def report_mistakes" in source:
                continue
            tree = ast.parse(source)
            tree.body = [node for node in tree.body if getattr(node, "name", None) not in ("train_epoch", "test_epoch")]
            key = wanted(tree)
            if key:
                cells.pop(key, None)
                cells[key] = tree
    silent = [(sys.modules[name], part) for name in ("tqdm", "tqdm.auto", "tqdm.notebook", "tqdm.std") if name in sys.modules for part in ("tqdm", "trange")]
    silent += [(torch, "save")] + [(sys.modules[name], "show") for name in ["matplotlib.pyplot"] if name in sys.modules]
    names.update(display=lambda *_, **__: None)
    old = [(owner, part, getattr(owner, part)) for owner, part in silent if hasattr(owner, part)]
    try:
        for owner, part, value in old:
            setattr(owner, part, functools.partial(value, disable=True) if part in ("tqdm", "trange") else lambda *_, **__: None)
        for name in ("tqdm", "trange"):
            if callable(names.get(name)):
                names[name] = functools.partial(names[name], disable=True)
        for tree in cells.values():
            exec(compile(tree, "<rehearsal>", "exec"), names)
    finally:
        for owner, part, value in old:
            setattr(owner, part, value)
    return ast.unparse(list(cells.values())) if cells else ""


def report_seed(starts):
    """What is wrong with the seed: `starts` gives the first weights of a rehearsal with a seed."""
    one, again, other = starts(seed), starts(seed), starts(seed + 1)
    if one and not all(torch.equal(*pair) for pair in zip(one, again)):
        return "학습 셀: 초기 가중치가 실행할 때마다 다릅니다. 가중치를 만들기 바로 앞에서 torch.manual_seed(seed)를 부르세요. 그래야 같은 결과를 다시 얻습니다."
    if one and all(torch.equal(*pair) for pair in zip(one, other)):
        return "학습 셀: 매개변수 seed를 바꾸어도 초기 가중치가 같습니다. torch.manual_seed에 seed를 넘기나요?"
    return None
