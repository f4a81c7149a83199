"""A program becomes the notebook that is published: templates, cells, Kaggle's metadata, the folder under output/."""
