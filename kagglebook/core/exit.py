"""What the command's exit codes mean, in one place."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit code of a command; of several chapters, the largest counts."""

    FINE = 0
    FAILED = 1  # a check failed, output/ is stale, runs differ, or Kaggle refused
    WRONG_INPUT = 2  # a file or an argument that a person wrote; nothing was written by then
    SYSTEM = 3  # the system refused: a full disk, a folder that may not be written
    INTERRUPTED = 130  # Ctrl-C, or a request to end (SIGTERM, SIGHUP)
    READER_GONE = 141  # who read the output went away: 128 + SIGPIPE, as other tools do
