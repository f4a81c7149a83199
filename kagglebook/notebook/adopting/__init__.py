"""A notebook becomes a template and an entry of chapter.toml: pure functions, no file and no process."""
