"""What an author writes: chapter.toml, its checks, grids and variants, as frozen and validated values."""
