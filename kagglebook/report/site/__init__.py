"""The chapter as a page for readers: its notebooks as HTML, with what was checked and measured."""
