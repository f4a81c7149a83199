# %% id="loaders"
from torch.utils.data import DataLoader

train_dataloader = DataLoader(training_data, batch_size=batch_size, shuffle=shuffle)  #> 배치 단위로 학습하도록 데이터를 `batch_size`개씩 꺼낸다
test_dataloader = DataLoader(test_data, batch_size=batch_size, shuffle=False)  #> 평가 데이터도 배치로 꺼낸다. 순서는 섞지 않아도 된다
print(f"배치 수: 학습 {len(train_dataloader)}, 평가 {len(test_dataloader)}")
