# %% id="loaders"
from torch.utils.data import DataLoader

train_dataloader = DataLoader(training_data, batch_size=batch_size, shuffle=shuffle)  #> {{ chapter.words.training.batches }}
test_dataloader = DataLoader(test_data, batch_size=batch_size, shuffle=False)  #> {{ chapter.words.training.test_batches }}
print(f"{{ chapter.words.training.n_batches.format(train='{len(train_dataloader)}', test='{len(test_dataloader)}') }}")
