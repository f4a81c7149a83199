"""Lecture programs in, verified Kaggle notebooks out."""
