"""Words and mechanisms that every room shares: problems, files, time, a run and its folder, the layout."""
