def report_result(names, sample):
    """Say how the reader's values compare with the lecture's: its recorded runs are of `sample` pictures, or of all."""
    lecture = names.get("lecture")
    if not lecture or not lecture["values"]:
        return
    print("■ 내 결과와 강의의 결과")
    slide, quick = lecture["parameters"], lecture["quick"]
    mine = {name: names.get(name) for name in slide}
    size = len(names["training_data"]) if sample else None
    changed = [f"{name} = {mine[name]} (강의 {value})" for name, value in slide.items() if name not in quick and mine[name] != value]
    if changed:
        print("바꾼 매개변수: " + ", ".join(changed))
    run = None  # which of the lecture's runs had these data and these epochs
    if size == sample and all(mine[name] == value for name, value in quick.items()):
        run = "quick"
    elif size == 60000 and all(mine[name] == slide[name] for name in quick):
        run = "full"
    pictures = [f"학습 데이터 {count:,}장" for count in (sample, 60000, size) if count]
    settings = [quick, {name: slide[name] for name in quick}, {name: mine[name] for name in quick}]
    told = [", ".join([f"{name} = {value}" for name, value in each.items()] + pictures[place : place + 1]) for place, each in enumerate(settings)]
    for value in lecture["values"]:
        found = names["results"]
        for key, index in re.findall(r"(\w+)|\[(-?\d+)\]", value["path"].replace("[", " [")):
            found = found[key] if key and isinstance(found, dict) else found[int(index or key)]
        theirs = value[run] if run else None
        line = f"{value['name']}: 나 {found:.4f}"
        if theirs is None:
            near = [f"{each}: {value[name]:.4f}" for name, each in (("full", told[1]), ("quick", told[0])) if value[name] is not None]
            print(f"{line} · 강의에는 이 설정({told[2]})으로 잰 값이 없습니다.", *[f"가장 가까운 것은 {each}" for each in near[:1]])
            continue
        line += f" · 강의 {theirs:.4f}"
        low, high = (value["low"], value["high"]) if run == "quick" else (None, None)
        if low is None:
            print(line + f" → 차이 {found - theirs:+.4f}. 강의의 값은 한 번 잰 것이어서 시드에 따라 얼마나 흔들리는지는 모릅니다.")
            continue
        line += f" (시드 {lecture['seeds']}개에서 {low:.4f}~{high:.4f}) → "
        if abs(found - theirs) < 5e-5:
            print(line + "강의와 같습니다.")
        elif low - 5e-5 <= found <= high + 5e-5:
            print(line + "시드만 바꾸어도 나오는 범위 안입니다.")
        else:
            why = "바꾼 매개변수가 낳은 차이로 볼 수 있습니다." if changed else "매개변수는 강의와 같으니, 코드나 데이터에서 다른 곳을 찾아보세요."
            print(line + "차이가 시드의 흔들림보다 큽니다. " + why)


def report(sample):
    """Print the reader's result against the lecture's, and what mistake there is. Nothing that it does is left behind."""
    model = globals().get("DNN", globals().get("MLP"))
    if model is not None and any("Fake" in type(weight.data).__name__ for weight in model.parameters()):
        return  # a pretended GPU computes nothing
    try:
        report_result(globals(), sample)
    except Exception as error:
        print(f"강의의 결과와 비교하지 못했습니다: {type(error).__name__}: {error}")
    found, said = [], io.StringIO()
    try:
        with torch.random.fork_rng(devices=range(torch.cuda.device_count())), torch.enable_grad(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            torch.manual_seed(1)
            for sentence in report_mistakes():
                found += [sentence] * (sentence not in found)
            found = found or [sentence for sentence in [report_rate()] if sentence]
    except Exception as error:
        if not found:
            print(f"흔한 실수를 찾아보지 못했습니다: {type(error).__name__}: {error}")
            return
    print("■ 흔한 실수" if found else "■ 흔한 실수는 찾지 못했습니다.")
    for number, sentence in enumerate(found[:2], 1):
        print(f"{number}. {sentence}")
