"""`python -m kagglebook`."""

import sys

from .commands.main import main

sys.exit(main())
