"""Notebooks run here: tasks, kernels, pools, the pretended GPU, and which runs need not be made again."""
