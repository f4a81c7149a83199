# %% id="device"
import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")  #> GPU가 있으면 GPU를, 없으면 CPU를 쓴다
if device.type == "cuda":
    print("GPU에서 실행합니다.")
else:
    print("CPU에서 실행합니다. GPU보다 오래 걸릴 수 있습니다.")
    print("Kaggle에서는 오른쪽 Session options → Accelerator에서 GPU를 고를 수 있습니다.")
