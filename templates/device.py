# %% id="device"
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")  #> {{ chapter.words.device.choice }}
if device.type == "cuda":
    print("{{ chapter.words.device.gpu }}")
else:
    print("{{ chapter.words.device.cpu }}")
    print("{{ chapter.words.device.get_gpu }}")
