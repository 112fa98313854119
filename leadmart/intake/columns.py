"""Where each column of an input comes from: its heading, how its cells are written, its words.

What stays open is a question, with the answers that it may have.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from leadmart.intake import signs, sniff, wording
from leadmart.intake.company import Format
from leadmart.intake.contract import Column as Declared
from leadmart.intake.contract import Input, mask_words
from leadmart.intake.places import Table, settled
from leadmart.intake.recognised import Mapped, Open, Recognised
from leadmart.intake.sniff import ColumnLook
from leadmart.intake.sql import literal, quoted
from leadmart.intake.wording import bare

_WORDS_SHOWN = 12
_LONGEST_WORD = 40
_CURRENCY_OF = {"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY"} | {
    "₪": "ILS",
    "₫": "VND",
    "฿": "THB",
    "₴": "UAH",
}
_CURRENCIES_OF = {"$": ("USD", "CAD", "AUD", "NZD"), "¥": ("JPY", "CNY")}
# Headings that say whether a deal is closed at all.
_CLOSED = frozenset({"isclosed", "closed", "geschlossen", "abgeschlossen", "cloture", "cerrado"})
_SECONDS = {"s": 1_000_000, "ms": 1_000}
_PLATFORMS = {"google": "google", "adwords": "google", "linkedin": "linkedin", "meta": "meta"} | {
    "facebook": "meta",
    "instagram": "instagram",
    "bing": "bing",
    "microsoft": "bing",
    "tiktok": "tiktok",
    "reddit": "reddit",
    "xing": "xing",
    "twitter": "x",
    "youtube": "youtube",
    "capterra": "capterra",
}


def mapped(
    table: Table,
    declared: Input,
    headers: Mapping[str, str],
    rivals: Mapping[str, tuple[str, ...]],
    project: Path,
) -> Recognised:
    """A table as the input that it is."""
    columns = {column.name: column for column in declared.columns}
    typed = [
        header
        for name, header in headers.items()
        if columns[name].data_type not in ("string", "boolean")
    ]
    table, is_known = settled(table, typed)
    whole = [
        header
        for name, header in headers.items()
        if columns[name].data_type == "bigint" and table.looks[header].kind == "number"
    ]
    agreed = sniff.agreed({header: table.looks[header] for header in typed}, whole, table.is_whole)
    asked: dict[str, Open] = {}
    for one in agreed.questions:
        hint = "" if is_known else "; the first 256 MB do not tell"
        asked.setdefault(one.about, Open(one.text + hint, one.choices))
    form = replace(
        table.format, decimal=agreed.decimal, thousands=agreed.thousands, dates=agreed.dates
    )
    made: dict[str, Mapped] = {}
    for column in declared.columns:
        header = headers.get(column.name)
        if header is not None:
            others = rivals.get(column.name, ())
            one = _column(table, declared, column, header, agreed.own_dates, form, project)
            made[column.name] = _with_rivals(table, column, one, others)
        elif column.required:
            made[column.name] = _required(table, declared, column, headers)
    made |= _currency(table, declared, made)
    if declared.name == "deals":
        made |= _won(table, made)
    made = {name: one for name, one in made.items() if one.header or _is_said(one)}
    used = {one.header for one in made.values()} | set(form.drop_rows_where)
    moments = [
        table.looks[one.header]
        for name, one in made.items()
        if one.header and columns[name].data_type == "timestamp"
    ]
    return Recognised(
        table,
        declared.name,
        made,
        form,
        unused=tuple(header for header in table.headers if header not in used),
        open_format=asked,
        notes=tuple(_notes(table, declared, made)),
        timezone_is_open=any(
            look.kind == "moment" and look.has_clock and not look.has_offset for look in moments
        ),
    )


def _is_said(one: Mapped) -> bool:
    return bool(one.constant or one.sql or one.open)


def _column(
    table: Table,
    declared: Input,
    column: Declared,
    header: str,
    own_dates: Mapping[str, str],
    form: Format,
    project: Path,
) -> Mapped:
    look = table.looks[header]
    name = quoted(header)
    if column.data_type in ("timestamp", "date") and look.epoch:
        if look.epoch == "day":
            return Mapped(header, dates="%Y%m%d")
        moment = f"make_timestamp(try_cast({name} as bigint) * {_SECONDS[look.epoch]})"
        text = (
            f"cast({moment} as varchar) || 'Z'"
            if column.data_type == "timestamp"
            else (f"cast(cast({moment} as date) as varchar)")
        )
        unit = "seconds" if look.epoch == "s" else "milliseconds"
        return Mapped(header, sql=f"coalesce({text}, {name})", note=f"{unit} since 1970, in UTC")
    if column.data_type == "date" and look.is_iso and look.has_clock:
        day = (
            f"case when {name} like '____-__-__%' then substr(trim({name}), 1, 10) else {name} end"
        )
        return Mapped(header, sql=day, note="the day of the moment, as it is written")
    if column.data_type in ("timestamp", "date"):
        return Mapped(header, dates=own_dates.get(header, ""))
    if column.name == "probability" and (look.percent or (look.largest or 0) > 1):
        number = f"replace(replace(replace(trim({name}), '%', ''), ' ', ''), ',', '.')"
        share = (
            f"cast(cast(try_cast({number} as decimal(18, 6)) / 100 as decimal(18, 8)) as varchar)"
        )
        return Mapped(header, sql=f"coalesce({share}, {name})", note="percent as a share of 1")
    if column.name in ("domain", "company_domain", "account_domain") and look.web:
        host = f"regexp_replace(lower(trim({name})), '^(https?://)?(www[.])?([^/:?#]+).*$', '\\3')"
        return Mapped(header, sql=host, note="the address without what stands around the domain")
    if column.data_type == "boolean":
        words = {word: wording.truth_of(word) for word in look.values if not wording.is_truth(word)}
        return Mapped(header, values=_sorted({word: one for word, one in words.items() if one}))
    if column.values:
        return _listed(table, column, header)
    if column.name == "stage" and declared.name in ("deals", "deal_stages"):
        return _deal_stage(look, header, project)
    return Mapped(header)


def _listed(table: Table, column: Declared, header: str) -> Mapped:
    """A column of words of a list: those that the contract does not understand are told."""
    known = {bare(word) for word in (*column.values, *column.other_words)}
    values, unknown = {}, {}
    for word, number in table.looks[header].values.items():
        if bare(word) in known:
            continue
        meant = wording.meaning_of(word, column.name)
        if meant:
            values[word] = meant
        else:
            unknown[word] = number
    return Mapped(
        header, values=_sorted(values), unknown=_shown(unknown), listed=tuple(column.values)
    )


def _deal_stage(look: ColumnLook, header: str, project: Path) -> Mapped:
    """A deal's stage: what the rules of seeds/reference/deal_stage_rules.csv read is left alone."""
    values, unknown, ends = {}, {}, set()
    for word, number in look.values.items():
        outcome = _outcome(word, project)
        meant = "" if outcome else wording.stage_meaning(word)
        ends.add(outcome or meant)
        if meant:
            values[word] = meant
        elif not outcome:
            unknown[word] = number
    return Mapped(
        header,
        values=_sorted(values),
        unknown=_shown(unknown),
        note="a stage that says neither won nor lost counts as open" if unknown else "",
        tells=("is_won",) if ends & {"won", "lost"} else (),
    )


def _outcome(word: str, project: Path) -> str:
    """What the rules say of a stage: won, lost, closed or open; nothing where none fits."""
    text = _underscored(word)
    rules = _stage_rules(project)
    return next((outcome for pattern, outcome in rules if pattern.search(text)), "")


def _underscored(word: str) -> str:
    return word.strip().lower().replace(" ", "_").replace("-", "_")


@cache
def _stage_rules(project: Path) -> tuple[tuple[re.Pattern[str], str], ...]:
    path = project / "seeds" / "reference" / "deal_stage_rules.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rules = sorted(csv.DictReader(stream), key=lambda row: int(row["priority"]))
    except (OSError, KeyError, ValueError):
        return ()
    return tuple((re.compile(row["stage_pattern"]), row["outcome"]) for row in rules)


def _sorted(values: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(values.items()))


def _shown(words: Mapping[str, int]) -> dict[str, int]:
    """Words that may be shown: short ones that hold nothing personal, the most frequent first."""
    ordered = sorted(words.items(), key=lambda one: (-one[1], one[0]))
    safe = [
        (word, number)
        for word, number in ordered
        if len(word) <= _LONGEST_WORD and mask_words(word) == word
    ]
    return dict(safe[:_WORDS_SHOWN])


def _with_rivals(table: Table, column: Declared, one: Mapped, rivals: tuple[str, ...]) -> Mapped:
    """A column that more than one heading says to be: asked for where it decides, else left out."""
    told = [header for header in rivals if table.looks[header].filled]
    if not told or not table.looks[one.header].filled:
        return one
    choices = (one.header, *told)
    text = f"{' or '.join(mask_words(name) for name in choices)}?"
    must = column.required or column.decides
    return Mapped(open=Open(text, choices, must))


def _required(
    table: Table, declared: Input, column: Declared, headers: Mapping[str, str]
) -> Mapped:
    """A required column that no heading names."""
    said = said_by_name(table, column.name)
    if said:
        return Mapped(constant=said, note="as its name or its headings say")
    mail = headers.get("email")
    if column.name == "lead_id" and mail and mail in table.unique:
        return Mapped(mail, note="there is no id: the e-mail address tells them apart")
    if column.values:
        return Mapped(open=Open("what is it, of all rows?", tuple(column.values)))
    if column.data_type in ("timestamp", "date"):
        days = [one for one in table.headers if table.looks[one].kind == "moment"]
        days = [one for one in days if one not in headers.values()] or days
        text = f"which column is {column.name}? It is needed"
        return Mapped(open=Open(text, tuple(days)))
    if column.name in ("platform", "network"):
        return Mapped(
            open=Open("of which platform is this?", ("google", "linkedin", "meta", "bing"))
        )
    candidates = [
        one
        for one in table.headers
        if one in table.unique and one not in headers.values() and not table.looks[one].dates
    ]
    text = f"which column is {column.name}? It is needed"
    return Mapped(open=Open(text, tuple(candidates)))


def _won(table: Table, made: Mapping[str, Mapped]) -> dict[str, Mapped]:
    """Whether a deal was won, where that is said of every deal: a no may then mean not yet."""
    one = made.get("is_won", Mapped())
    if not one.header or table.looks[one.header].filled < table.rows:
        return {}
    closed = next((name for name in table.headers if bare(name) in _CLOSED), "")
    if closed and all(wording.is_truth(word) for word in table.looks[closed].values):
        is_closed = f"lower(trim({quoted(closed)})) in ('true', 't', 'yes', 'y', '1')"
        sql = f"case when {is_closed} then {quoted(one.header)} end"
        return {"is_won": Mapped(one.header, sql=sql, note="of deals that are closed")}
    stage = made.get("stage", Mapped())
    if stage.header and not stage.unknown:
        note = f"{mask_words(one.header)} may say no of open deals too: the stage says what is won"
        return {"is_won": Mapped(), "stage": replace(stage, note=note)}
    text = (
        f"does {mask_words(one.header)} say no of open deals too? Then take this line out, and have"
        " the stage say what is won; if not, say the column"
    )
    return {"is_won": Mapped(open=Open(text, (one.header,)))}


def _currency(table: Table, declared: Input, mapped: Mapping[str, Mapped]) -> dict[str, Mapped]:
    """The currency, where no column says it but the amounts or their headings do."""
    if "currency" not in declared.column_names or "currency" in mapped:
        return {}
    amounts = [
        column.name
        for column in declared.columns
        if column.data_type.startswith("decimal")
        and column.decides
        and column.name in mapped
        and mapped[column.name].header
    ]
    named = {wording.currency_of(mapped[name].header) for name in amounts} - {""}
    if len(named) == 1:
        return {"currency": Mapped(constant=named.pop(), note="as the heading says")}
    signs = sorted(
        {sign for name in amounts for sign in table.looks[mapped[name].header].currencies}
    )
    if not signs:
        return {}
    sure = {
        sign: _CURRENCY_OF.get(sign, sign)
        for sign in signs
        if sign in _CURRENCY_OF or len(sign) == 3
    }
    if len(signs) == 1 and sure:
        (sign,) = signs
        return {"currency": Mapped(constant=sure[sign], note=f"the amounts bear {sign}")}
    if len(sure) == len(signs) and len(amounts) == 1:
        header = quoted(mapped[amounts[0]].header)
        cases = " ".join(
            f"when {header} like {literal(f'%{sign}%')} then {literal(code)}"
            for sign, code in sure.items()
        )
        note = "by the sign at the amount"
        return {"currency": Mapped(header="", sql=f"case {cases} end", note=note)}
    choices = tuple(
        code for sign in signs for code in _CURRENCIES_OF.get(sign, (sure.get(sign, ""),)) if code
    )
    text = f"the amounts bear {' and '.join(signs)}: which currency is that?"
    return {"currency": Mapped(open=Open(text, choices, must=signs != ["$"]))}


def _notes(table: Table, declared: Input, mapped: Mapping[str, Mapped]) -> Iterator[str]:
    """What a reader should know of a mapping, beside what stands at its columns."""
    if len(declared.key) == 1 and declared.key[0] in mapped:
        header = mapped[declared.key[0]].header
        look = table.looks.get(header)
        if look is not None and look.filled and header not in table.unique:
            yield (
                f"{mask_words(header)} is empty or repeated in some rows; rows of one key that"
                " differ are conflicts"
            )


def said_by_name(table: Table, column: str) -> str:
    """A required column that the name of the table says for all of its rows."""
    words = {word for part in (table.name, table.shown) for word in wording.words_of(part)}
    if column in ("platform", "network"):
        system = signs.system_of_headers(table.headers)
        if system is not None and system.key.endswith("_ads"):
            return system.key.removesuffix("_ads")
        found = {_PLATFORMS[word] for word in words if word in _PLATFORMS}
        return found.pop() if len(found) == 1 else ""
    if column == "department":
        found = {meant for word in words if (meant := wording.meaning_of(word, "department"))}
        found |= words & {"marketing", "sales"}
        joined = bare(table.name)
        found |= {"marketing"} if "marketing" in joined else set()
        found |= {"sales"} if "vertrieb" in joined or "sales" in joined else set()
        return found.pop() if len(found) == 1 else ""
    return ""
