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
