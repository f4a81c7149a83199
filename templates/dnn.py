# %% id="model"
class DeepNeuralNetwork(torch.nn.Module):  #> `torch.nn.Module`을 상속받아 신경망을 정의한다
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.input_layer = torch.nn.Linear(in_features=input_dim, out_features=hidden_dim)  #> 입력층 → 은닉층 1. 바이어스(편향)도 들어 있다
        self.hidden_layer1 = torch.nn.Linear(in_features=hidden_dim, out_features=hidden_dim)  #> 은닉층 1 → 은닉층 2
        self.hidden_layer2 = torch.nn.Linear(in_features=hidden_dim, out_features=hidden_dim)  #> 은닉층 2 → 은닉층 3
        self.hidden_layer3 = torch.nn.Linear(in_features=hidden_dim, out_features=hidden_dim)  #> 은닉층 3 → 은닉층 4
        self.output_layer = torch.nn.Linear(in_features=hidden_dim, out_features=output_dim)  #? 5-9: 앞의 층들처럼 쓴다. 무엇을 받아 무엇을 내는 층인지 생각한다. || 은닉층 4의 출력을 받아 부류의 수만큼 내보낸다.  #> 은닉층 4 → 출력층
        self.activation = torch.nn.Tanh()  #> 모든 층이 tanh를 활성화 함수로 쓴다
        self.model = torch.nn.Sequential(  #> 다섯 층을 순서대로 이어 붙인다
            self.input_layer, self.activation,
            self.hidden_layer1, self.activation,
            self.hidden_layer2, self.activation,
            self.hidden_layer3, self.activation,
            self.output_layer, self.activation,
        )

    def forward(self, x):  #> `DNN(x)`라고 쓰면 이 함수가 불린다
        return self.model(x)
