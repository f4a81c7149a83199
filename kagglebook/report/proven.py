"""What is proven on Kaggle as one page and as badges, in the language of the first chapter."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from ..chapter.words import Words
from ..core.plain import fit
from ..kaggle.proof import Proof
from ..kaggle.provenance import image_in_short
from .badge import badge

LONGEST = 400  # characters of a reason
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8888}"
    ".ok{color:#1a7f37}.open{color:#9a6700}@media(prefers-color-scheme:dark){body{background:#111;color:#eee}"
    ".ok{color:#5fd47a}.open{color:#e3b341}}"
)


def proven_files(
    proved: Mapping[str, Sequence[Proof]], words: Words, language: str, notes: Sequence[str]
) -> dict[str, bytes]:
    """By relative path: `index.html`, a badge for each chapter by its name under output/, and one for each program."""
    made, sections = {}, []
    for name, each in proved.items():
        good = all(proof.proven for proof in each)
        title = words.chapter.format(
            number=each[0].item.page.chapter.number, title=each[0].item.page.chapter.file.title
        )
        made[f"{name}.svg"] = badge("Kaggle", _of_all(each, words), good).encode()
        rows = "".join(_row(proof, words) for proof in each)
        sections.append(
            f"<h2>{escape(title)}</h2><p>{escape(_of_all(each, words))}</p><table><tbody>{rows}</tbody></table>"
        )
        for proof in each:
            made[f"{name}/{proof.item.page.program.slug}.svg"] = badge(
                "Kaggle", _of(proof, words), proof.proven
            ).encode()
    told = "".join(f"<li>{escape(fit(note, LONGEST))}</li>" for note in notes)
    made["index.html"] = (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>Kaggle</title><style>{STYLE}</style></head><body><main><h1>Kaggle</h1>"
        f"{''.join(sections)}<ul>{told}</ul></main></body></html>\n"
    ).encode()
    return made


def _of(proof: Proof, words: Words) -> str:
    """`verified · 3f2a1b… · 2026-11-26`, as far as it is known."""
    if not proof.proven:
        return words.site.not_proven
    image = image_in_short(proof.session.image).removeprefix("image ")
    return " · ".join(filter(None, (words.site.proven, image, _day(proof.session.time))))


def _of_all(proved: Sequence[Proof], words: Words) -> str:
    """The same of a chapter: its oldest day, and the images where all have one; else how many are proven."""
    count = sum(proof.proven for proof in proved)
    if count < len(proved):
        return f"{words.site.not_proven} ({count}/{len(proved)})"
    images = {image_in_short(proof.session.image).removeprefix("image ") for proof in proved}
    image = images.pop() if len(images) == 1 else ""
    return " · ".join(filter(None, (words.site.proven, image, _day(min(proof.session.time for proof in proved)))))


def _row(proof: Proof, words: Words) -> str:
    program, session = proof.item.page.program, proof.session
    how = ", ".join(filter(None, (session.machine, image_in_short(session.image), _day(session.time))))
    state = words.site.proven if proof.proven else words.site.not_proven
    cells = (state, how, fit(proof.why, LONGEST))
    kind = "ok" if proof.proven else "open"
    name = escape(f"{program.label(words)}. {program.title}")
    return (
        f'<tr class="{kind}"><th scope="row">{name}</th>{"".join(f"<td>{escape(each)}</td>" for each in cells)}</tr>\n'
    )


def _day(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d") if time else ""
