# %% id="loaders"
train_dataloader = torch.utils.data.DataLoader(training_data, batch_size=batch_size, shuffle=shuffle)  #> 학습 데이터를 `batch_size`개씩 꺼낸다
test_dataloader = torch.utils.data.DataLoader(test_data, batch_size=batch_size, shuffle=False)  #> 평가에서는 순서를 섞을 필요가 없다
print(f"배치 수: 학습 {len(train_dataloader)}, 평가 {len(test_dataloader)}")
