"""The stages that leads or deals entered, where each stage has a column of its own for the day."""

from __future__ import annotations

import re
from dataclasses import replace

from leadmart.intake import sniff, wording
from leadmart.intake.contract import Contract, Input
from leadmart.intake.places import settled
from leadmart.intake.recognised import Mapped, Open, Recognised
from leadmart.intake.sniff import ColumnLook
from leadmart.intake.wording import bare

_ENTERED = re.compile(
    r"(?:date entered|entered|eintritt in|eingetreten in|phase erreicht|entrée dans|entrada en)"
    r"[\s:\"'„“«»]+(?P<stage>.+?)[\"'“”«»]?$",
    re.IGNORECASE,
)


def stages_of(contract: Contract, found: Recognised) -> list[Recognised]:
    """The stages that leads or deals entered, where each has a column of its own for the day."""
    table = found.table
    made = {
        "leads": ("lead_stages", "lead_id", _lead_stage),
        "deals": ("deal_stages", "deal_id", _deal_stage_entered),
    }
    if found.input not in made or found.open_input is not None:
        return []
    name, key, stage_of = made[found.input]
    if name not in contract or not found.columns.get(key, Mapped()).header:
        return []
    entered = {
        header: stage
        for header in found.unused
        if table.looks[header].kind in ("moment", "empty")
        and (stage := stage_of(header, contract[name]))
    }
    if not any(table.looks[header].filled for header in entered):
        return []
    looks = {header: table.looks[header] for header in entered}
    table, _ = settled(table, looks)
    agreed = sniff.agreed({**{h: table.looks[h] for h in looks}, **_moments(found)})
    rows = tuple(
        {
            "stage": Mapped(constant=stage),
            "entered_at": Mapped(header, dates=agreed.own_dates.get(header, "")),
        }
        for header, stage in entered.items()
    )
    asked = {one.about: Open(one.text, one.choices) for one in agreed.questions}
    used = set(entered)
    stages = Recognised(
        table,
        name,
        {key: replace(found.columns[key], note="")},
        replace(found.format, dates=agreed.dates, decimal=".", thousands=""),
        rows=rows,
        open_format=asked,
        timezone_is_open=any(look.has_clock and not look.has_offset for look in looks.values()),
    )
    found_unused = tuple(one for one in found.unused if one not in used)
    return [replace(stages, unused=found_unused)]


def _moments(found: Recognised) -> dict[str, ColumnLook]:
    """The columns of moments of a table that are mapped already: they prove the order of days."""
    looks = found.table.looks
    headers = [one.header for one in found.columns.values() if one.header]
    return {one: looks[one] for one in headers if looks[one].kind == "moment"}


def _lead_stage(header: str, declared: Input) -> str:
    """The stage that a heading says to have been entered, as in Became MQL on."""
    stage = next(column for column in declared.columns if column.name == "stage")
    words = [
        word for word in wording.words_of(wording.plain(header)) if word not in wording.fillers()
    ]
    text = "".join(words)
    if text in {bare(one) for one in stage.values}:
        return text
    return wording.meaning_of(text, "stage") or _synonyms(declared).get(text, "")


def _synonyms(declared: Input) -> dict[str, str]:
    """The stages' usual other names."""
    return {
        "marketingqualifiedlead": "mql",
        "marketingqualified": "mql",
        "salesacceptedlead": "sal",
        "salesaccepted": "sal",
        "salesqualifiedlead": "sql",
        "salesqualified": "sql",
        "unqualified": "disqualified",
    }


def _deal_stage_entered(header: str, declared: Input) -> str:
    match = _ENTERED.search(wording.plain(header).strip())
    return match["stage"].strip() if match else ""
