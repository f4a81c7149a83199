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
