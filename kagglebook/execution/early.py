"""A fork server that starts while programs are still being rendered: what they import takes longer than that."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..core.run_folder import RECEIPT
from .kernels import keeper
from .kernels.provisioner import WarmServer
from .plan import RunOptions
from .task import modules_named

Chosen = Sequence[tuple[Chapter, Sequence[Program]]]


@contextmanager
def early_server(chosen: Chosen, options: RunOptions) -> Iterator[WarmServer | None]:
    """A server that imports what the templates of programs do, to be told what their notebooks import besides.

    None where it is not sure yet that one of them will be executed, and where kernels are not forked from one of this
    Python. It ends with the block.
    """
    if not _is_sure(chosen, options):
        yield None
        return
    with WarmServer(sorted(_imported(chosen)), more=True) as server:
        yield server


def _is_sure(chosen: Chosen, options: RunOptions) -> bool:
    """Whether kernels will be forked from a server of this Python."""
    if options.kernel or options.cluster or options.confined or not keeper.available():
        return False
    return options.force or not all(_has_run(*each) for each in chosen)


def _has_run(chapter: Chapter, programs: Sequence[Program]) -> bool:
    """Whether all of some programs have passed before, so that none may have to be executed."""
    runs = chapter.layout.runs(chapter.name)
    return all((runs / program.slug / RECEIPT).exists() for program in programs)


def _imported(chosen: Chosen) -> set[str]:
    texts = []
    for path in {chapter.folder / program.template for chapter, programs in chosen for program in programs}:
        with suppress(OSError, UnicodeDecodeError):  # as rendering will tell
            texts.append(path.read_text(encoding="utf-8"))
    return modules_named(texts)
