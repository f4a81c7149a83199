# %% id="lecture" role="machinery"
lecture = {{ program.lecture | literal }}
