# %% id="add"
total = first + second  #> 두 값을 더한다
print("total", total)
