"""Render, execute and check the notebooks of a chapter: `python build.py --chapter 5`."""

import sys
from pathlib import Path

from kagglebook.commands.main import main

if __name__ == "__main__":
    sys.exit(main(root=Path(__file__).resolve().parent))
