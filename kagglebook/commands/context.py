"""What every verb is given: the course, the clock, and how the command was called."""

from dataclasses import dataclass, field

from ..core.clock import SYSTEM, Clock
from ..core.layout import Layout
from ..report.cases import Report


@dataclass(frozen=True)
class Context:
    """The course that a command is about; `command` is what the person typed in front of the verb. What the verb finds
    goes into the report, for machines to read."""

    layout: Layout
    clock: Clock = SYSTEM
    command: str = "python build.py"
    report: Report = field(default_factory=Report)

    def install(self, extra: str) -> str:
        """The command that installs the tool with an extra ("" for none): in its checkout from there."""
        options = f"[{extra}]" if extra else ""
        if self.layout.is_checkout:
            return f"pip install -e '.{options}'" if extra else "pip install -e ."
        return f"pip install 'kagglebook{options}'" if extra else "pip install kagglebook"
