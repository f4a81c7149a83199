# %% id="model"
class MultiLayerPerceptron(torch.nn.Module):  #> `torch.nn.Module`을 상속받아 신경망을 정의한다
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.input_layer = torch.nn.Linear(in_features=input_dim, out_features=hidden_dim)  #> 입력층과 은닉층을 잇는 가중치와 바이어스(편향)
        self.hidden_layer = torch.nn.Linear(in_features=hidden_dim, out_features=output_dim)  #> 은닉층과 출력층을 잇는 가중치와 바이어스
        self.activation = torch.nn.Tanh()  #> 두 층 모두 tanh를 활성화 함수로 쓴다
        self.model = torch.nn.Sequential(  #> 층을 순서대로 이어 붙인다
            self.input_layer, self.activation,
            self.hidden_layer, self.activation,
        )

    def forward(self, x):  #> `MLP(x)`라고 쓰면 이 함수가 불린다
        return self.model(x)
