"""The command `connect`: look, recognise, propose a company file, and explain.

In: places. Out: the text of a company file, what is open in it, what would be computed with it, and
what each further source would add.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.errors import REFUSED, LeadmartError, some_of
from leadmart.intake import gaps, needs, overlap, places, proposal, recognise
from leadmart.intake.contract import mask_words, read_contract
from leadmart.intake.gaps import Gap
from leadmart.intake.recognised import Open, Recognised
from leadmart.intake.signs import Seen
from leadmart.intake.systems import read_systems
from leadmart.tables import new_table, print_table

if TYPE_CHECKING:
    from rich.console import Console

    from leadmart.progress import Progress

_GAPS_SHOWN = 6
_METRICS_NAMED = 4
_STRANGERS_SHOWN = 8


@dataclass(frozen=True)
class Proposal:
    """What was found, and the company file that says it."""

    text: str
    found: list[Recognised]
    # What must be answered and what could be, each with the number of its source and its place.
    questions: list[tuple[Recognised, str, Open]]
    strangers: list[str]
    notes: list[str]
    systems: list[Seen]
    metrics: list[str]
    metric_count: int
    gaps: list[Gap]

    @property
    def must_be_answered(self) -> list[tuple[Recognised, str, Open]]:
        """The questions without whose answers a build refuses the file."""
        return [one for one in self.questions if one[2].must]


def connect(
    wanted: Sequence[str],
    out: Path | None,
    force: bool,
    project: Path,
    progress: Progress,
    record: dict[str, Any],
) -> None:
    """Looks at places and proposes a company file, which is written only where `out` says."""
    if out is not None:
        _refuse_to_overwrite(out, force)
    folder = (out.expanduser().absolute().parent) if out is not None else Path.cwd()
    with progress.step("look") as step:
        found = places.find(wanted, project)
        step.detail = f"{len(found.tables)} tables" + (
            f" in {found.files:,} files" if found.files else ""
        )
    with progress.step("recognise") as step:
        made = propose(found, project, folder)
        step.detail = f"{len({one.input for one in made.found})} inputs"
    record |= as_record(made, out)
    if not made.found:
        for line in made.notes:
            progress.warn(line)
        named = f", only {some_of(made.strangers, _STRANGERS_SHOWN)}" if made.strangers else ""
        raise LeadmartError(
            f"nothing is recognised as an input{named}",
            where=" ".join(wanted),
            mend="say an own mapping (docs/company_file.md), or name another place",
            code=REFUSED,
        )
    if out is None:
        _print(made.text, progress)
    else:
        _write(out, made.text, force)
    show(made, progress.console)
    for line in next_steps(made, out):
        progress.say(line)


def propose(found: places.Found, project: Path, folder: Path) -> Proposal:
    """The company file of what was found, and what is to be said of it."""
    contract = read_contract(project)
    made, strangers = recognise.recognise(found.tables, contract, read_systems(project), project)
    made = overlap.asked_of_keys(_without_used(_with_currencies(made)), contract)
    order = {name: place for place, name in enumerate(contract)}
    made.sort(key=lambda one: (not one.is_own, order[one.input]))
    there = {one.input for one in made if one.has_rows}
    there |= {name for one in made for name in one.told}
    needed = needs.read_needs(project)
    return Proposal(
        text=proposal.write(made, contract, folder),
        found=made,
        questions=[(one, place, asked) for one in made for place, asked in one.questions],
        strangers=[mask_words(table.shown) for table in strangers],
        notes=found.notes,
        systems=list(dict.fromkeys(one.system for one in made if one.system is not None)),
        metrics=[name for name, need in needed.items() if needs.is_met(need, there)],
        metric_count=len(needed),
        gaps=gaps.find_gaps(needed, there),
    )


def _with_currencies(made: Sequence[Recognised]) -> list[Recognised]:
    """Amounts whose sign is that of several currencies: to be answered where others are said.

    Where none is, all amounts are in the one that is reported in, whichever it is.
    """
    if not any(one.table_says("currency") for one in made):
        return list(made)
    return [
        replace(
            one,
            columns={
                name: replace(each, open=replace(each.open, must=True))
                if name == "currency" and each.open is not None
                else each
                for name, each in one.columns.items()
            },
        )
        for one in made
    ]


def _without_used(made: Sequence[Recognised]) -> list[Recognised]:
    """A table that gives two inputs leaves unused what neither of them takes."""
    used: dict[str, set[str]] = {}
    for one in made:
        here = used.setdefault(one.table.shown, set())
        for columns in (one.columns, *one.rows):
            here |= {each.header for each in columns.values()}
    return [
        replace(one, unused=tuple(name for name in one.unused if name not in used[one.table.shown]))
        for one in made
    ]


# The file -------------------------------------------------------------------------------------


def _refuse_to_overwrite(out: Path, force: bool) -> None:
    if out.is_dir():
        raise LeadmartError("is a folder", where=f"--out {out}", mend="name a file", code=REFUSED)
    if out.exists() and not force:
        raise LeadmartError(
            "is there already",
            where=f"--out {out}",
            mend="say --force, or another name",
            code=REFUSED,
        )


def _write(out: Path, text: str, force: bool) -> None:
    """The file, whole or not at all, and over no other one unless that was said."""
    path = out.expanduser()
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        if force:
            aside.replace(path)
        else:
            os.link(aside, path)
    except FileExistsError:
        _refuse_to_overwrite(out, force)
    except OSError as error:
        raise LeadmartError(
            f"cannot be written ({error.strerror})", where=f"--out {out}", code=REFUSED
        ) from None
    finally:
        aside.unlink(missing_ok=True)


# What a person sees ---------------------------------------------------------------------------


def _print(text: str, progress: Progress) -> None:
    """The proposal where it is not written to a file."""
    console = progress.console
    console.print()
    for line in text.splitlines():
        console.print(line, style="dim" if line.lstrip().startswith("#") else None)


def show(made: Proposal, console: Console) -> None:
    """What was found, asked and would be computed: a table on a terminal, else a line each."""
    if console.is_terminal:
        _show_tables(made, console)
        return
    for line in lines_of(made):
        console.print(line)


def lines_of(made: Proposal) -> list[str]:
    """What was found, asked and would be computed, a line each."""
    lines = [
        f"found: {_shown(one)} is {one.input}: {_rows(one)} rows, {_columns(one)} columns,"
        f" {proposal.said_format(one)}"
        for one in made.found
    ]
    lines += [f"system: {_system_said(one)}" for one in made.systems]
    lines += [
        f"{'question' if asked.must else 'open'}: {_shown(one)} {place}: {asked.text}"
        + (f" [{' | '.join(mask_words(each) for each in asked.choices)}]" if asked.choices else "")
        for one, place, asked in made.questions
    ]
    lines += [f"time zone: {line}" for line in _timezones(made)]
    lines += [f"words: {line}" for line in _words(made)]
    lines += [
        f"note: {mask_words(_shown(one))}: {note}" for one in made.found for note in one.notes
    ]
    if made.strangers:
        lines.append(f"not recognised: {some_of(made.strangers, _STRANGERS_SHOWN)}")
    lines += [f"note: {line}" for line in made.notes]
    lines.append(f"metrics: {len(made.metrics)} of {made.metric_count} would have values")
    lines += [f"more: {_things(gap)} would add {_gap_said(gap)}" for gap in made.gaps[:_GAPS_SHOWN]]
    return lines


def _show_tables(made: Proposal, console: Console) -> None:
    table = new_table("found", "is", "rows", "columns", "written with", numbers=("rows",))
    for one in made.found:
        table.add_row(_shown(one), one.input, _rows(one), _columns(one), proposal.said_format(one))
    print_table(console, table)
    if made.questions:
        table = new_table("only you can know", "where", "question", "answer")
        for one, place, asked in made.questions:
            table.add_row(
                "must be answered" if asked.must else "if you need it",
                f"{_shown(one)}\n{place}",
                asked.text,
                "\n".join(mask_words(each) for each in asked.choices),
            )
        print_table(console, table)
    said = [
        *[_system_said(one) for one in made.systems],
        *_timezones(made),
        *_words(made),
        *[f"{_shown(one)}: {note}" for one in made.found for note in one.notes],
        *made.notes,
    ]
    if made.strangers:
        said.append(f"not recognised: {some_of(made.strangers, _STRANGERS_SHOWN)}")
    if said:
        table = new_table("besides")
        for line in said:
            table.add_row(line)
        print_table(console, table)
    if made.gaps:
        table = new_table("a further source", "would add")
        for gap in made.gaps[:_GAPS_SHOWN]:
            table.add_row(_things(gap), _gap_said(gap))
        print_table(console, table)
    console.print()
    console.print(
        f"{len(made.metrics)} of {made.metric_count} metrics would have values", style="bold"
    )


def next_steps(made: Proposal, out: Path | None) -> list[str]:
    """What to do now, a line each."""
    asked = len(made.must_be_answered)
    if out is None:
        return ["next: the same with --out company.yml writes it"]
    lines = [f"wrote {out}"]
    if asked:
        word = "question stands" if asked == 1 else "questions stand"
        lines.append(f'next: {asked} {word} in it as "?"; answer, then check it')
    lines.append(f"{'then' if asked else 'next'}: orchestrate.py check --company {out}")
    return lines


def _system_said(system: Seen) -> str:
    if system.has_connector:
        return f"{system}: its connector gives {', '.join(system.inputs)}"
    return f"{system}: there is no connector for it yet, so it is read as an own export"


def _shown(one: Recognised) -> str:
    return mask_words(one.table.shown)


def _rows(one: Recognised) -> str:
    return f"{one.table.rows:,}" if one.table.is_whole else f"first {one.table.rows:,}"


def _columns(one: Recognised) -> str:
    if one.system is not None and one.system.has_connector:
        return "by its connector"
    headers = {each.header for columns in (one.columns, *one.rows) for each in columns.values()}
    return f"{len(headers - {''})} of {len(one.table.headers)}"


def _timezones(made: Proposal) -> list[str]:
    names = list(dict.fromkeys(_shown(one) for one in made.found if one.timezone_is_open))
    if not names:
        return []
    return [
        f"{some_of(names, _STRANGERS_SHOWN)}: moments without an offset are taken as UTC; say the"
        " format's timezone if they are local"
    ]


def _words(made: Proposal) -> list[str]:
    return [
        f"{_shown(one)} {name}: {some_of(list(each.unknown), _METRICS_NAMED)} not understood;"
        " say in values what is meant"
        for one in made.found
        for name, each in one.columns.items()
        if each.unknown
    ]


def _things(gap: Gap) -> str:
    return " + ".join(gap.missing)


def _gap_said(gap: Gap) -> str:
    return f"{len(gap.metrics)} metrics: {some_of(list(gap.metrics), _METRICS_NAMED)}"


# What a machine reads -------------------------------------------------------------------------


def as_record(made: Proposal, out: Path | None) -> dict[str, Any]:
    """A proposal for a machine."""
    return {
        "found": [
            {
                "at": _shown(one),
                "input": one.input,
                "is_in_the_contracts_shape": one.is_own,
                "system": one.system.key if one.system else None,
                "rows_looked_at": one.table.rows,
                "is_whole": one.table.is_whole,
                "columns": {name: mask_words(each.header) for name, each in one.columns.items()},
                "unused": [mask_words(name) for name in one.unused],
                "written": proposal.said_format(one),
            }
            for one in made.found
        ],
        "questions": [
            {
                "at": _shown(one),
                "input": one.input,
                "place": place,
                "question": asked.text,
                "answers": [mask_words(each) for each in asked.choices],
                "must_be_answered": asked.must,
            }
            for one, place, asked in made.questions
        ],
        "not_recognised": made.strangers,
        "notes": [*made.notes, *_timezones(made), *_words(made)],
        "metrics": made.metrics,
        "metric_count": made.metric_count,
        "would_give": [
            {"missing": list(gap.missing), "metrics": list(gap.metrics)} for gap in made.gaps
        ],
        "company_file": str(out) if out is not None and made.found else None,
        "proposal": made.text,
    }
