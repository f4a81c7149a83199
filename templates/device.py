# %% id="device"
import torch

torch.manual_seed(seed)  #> 난수의 시작점을 고정해 다시 실행해도 같은 결과를 얻는다
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")  #> GPU가 있으면 GPU를, 없으면 CPU를 쓴다
print("device:", device)
