"""Notebooks run there: pushes, the ledger of what is on Kaggle, and runs fetched from it."""
