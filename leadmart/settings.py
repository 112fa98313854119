"""What a run may be told: validated, before dbt sees any of it.

dbt renders Jinja inside its variables, and SQL breaks out of them: a variable is code. So a value
must match a strict pattern, and a name must be declared in dbt_project.yml or below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from leadmart.errors import REFUSED, LeadmartError, nearest
from leadmart.paths import checked_path

Value = str | int | float

PROJECT = Path(__file__).resolve().parent.parent

# How the runner itself behaves. Everything else that --set takes is a variable of dbt_project.yml.
RUNNER_DEFAULTS: dict[str, Value] = {
    "keep_releases": 5,
    "threads": 2,
    "memory_limit": "4GB",
    "time_limit_minutes": 60,
    "minimum_free_disk_mb": 500,
    "version_check": "strict",
}


@dataclass(frozen=True)
class Said:
    """A setting as somebody said it, NAME=VALUE, and where: a place of a company file, or --set."""

    assignment: str
    where: str = "--set"


# What a release can be built on.
TARGETS = ("duckdb", "spark")

# The run decides these, not --set.
_OF_THE_RUN = {"input_kind", "as_of", "systems"}

_SELECTOR = re.compile(r"[A-Za-z0-9_.+@*:/,-]+")
_PROCESSOR_LIMIT = 256
_TEN_YEARS = 3650
_YEAR_OF_MINUTES = 525_600
# A company of one lead needs 200 for the largest of its queries, and four may run at once.
_LEAST_MEGABYTES = 1000


@dataclass(frozen=True)
class Settings:
    """Everything that decides a build beside its inputs."""

    home: Path
    project: Path
    variables: dict[str, Value]
    said: frozenset[str]
    runner: dict[str, Value]
    as_of: date | None = None
    select: tuple[str, ...] = ()
    full_refresh: bool = False
    target: str = "duckdb"
    allow_volume_change: bool = False
    defaults: dict[str, Value] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """A whole number of the runner's own settings."""
        return int(self.runner[name])


def read_settings(
    home: Path | None = None,
    as_of: str | None = None,
    assignments: Sequence[str | Said] | None = None,
    select: list[str] | None = None,
    target: str = "duckdb",
    full_refresh: bool = False,
    allow_volume_change: bool = False,
    home_at: str = "--home",
) -> Settings:
    """The settings of a run; refuses whatever it does not know, and says where it stands.

    assignments: NAME=VALUE of the command line, or as said elsewhere; of a name said twice the last
    counts. home_at: what named the home.
    """
    _check_target(target)
    declared = declared_variables(PROJECT)
    variables = {name: value for name, value in declared.items() if name not in _OF_THE_RUN}
    runner = dict(RUNNER_DEFAULTS)
    said = set()
    for assignment in assignments or []:
        one = Said(assignment) if isinstance(assignment, str) else assignment
        name, value = _assignment(one, variables)
        said.add(name)
        (runner if name in runner else variables)[name] = value
    return Settings(
        home=checked_path(
            (home or PROJECT / "warehouse").expanduser().absolute(), home_at, ("DuckDB", "dbt")
        ),
        project=PROJECT,
        variables=variables,
        said=frozenset(said),
        runner=runner,
        as_of=_date(as_of, "--as-of") if as_of is not None else None,
        select=_selectors(select or []),
        full_refresh=full_refresh,
        target=target,
        allow_volume_change=allow_volume_change,
        defaults=declared,
    )


def declared_variables(project: Path) -> dict[str, Value]:
    """The variables of dbt_project.yml with their defaults."""
    path = project / "dbt_project.yml"
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8")).get("vars", {})
    except (OSError, yaml.YAMLError, AttributeError) as error:
        raise LeadmartError("cannot be read", where=path.name, mend="restore the file") from error
    return {name: value for name, value in declared.items() if not isinstance(value, dict | list)}


def demo_as_of(settings: Settings) -> date:
    """The demo's own date."""
    return _date(str(settings.defaults.get("as_of", "")), "dbt_project.yml: as_of")


def today(timezone: str) -> date:
    """Today's date in a time zone. The only look at the clock that decides a number."""
    import duckdb

    with duckdb.connect() as connection:
        row = connection.execute("select cast(now() at time zone ? as date)", [timezone]).fetchone()
    assert row is not None
    return row[0]


def _assignment(said: Said, variables: dict[str, Value]) -> tuple[str, Value]:
    name, equals, text = said.assignment.partition("=")
    known = {**variables, **RUNNER_DEFAULTS}
    is_of_command = said.where == "--set"
    if not equals or name not in known:
        mend = f"write NAME=VALUE with one of {', '.join(sorted(known))}"
        raise _refusal(
            said.where, "no such setting", mend if is_of_command else nearest(name, sorted(known))
        )
    where = f"--set {name}" if is_of_command else said.where
    return name, _value(where, text, rule_of(name, known[name]))


def check_project(settings: Settings) -> None:
    """Refuses what a company wrote into dbt_project.yml and --set would refuse."""
    for name, value in settings.defaults.items():
        if name not in _OF_THE_RUN:
            _value(f"dbt_project.yml: {name}", str(value), rule_of(name, value))


def _value(where: str, text: str, rule: Rule) -> Value:
    value = rule.read(text)
    if value is None:
        raise _refusal(where, "the value is refused", f"give {rule.takes}")
    return value


# What each setting takes ----------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """The values that a setting takes."""

    # The value of a text, or nothing if it is none.
    read: Callable[[str], Value | None]
    # In words: give …
    takes: str
    # Its lowest and its highest value, where it has such.
    ends: tuple[Value, ...] = ()


def rule_of(name: str, default: Value) -> Rule:
    """A setting's rule; that of its default's type for one that a company added."""
    if name in RULES:
        return RULES[name]
    if isinstance(default, int):
        return _whole(0, 10**9, "a whole number")
    if isinstance(default, float):
        return _decimal(0, 10**9, "a plain decimal number")
    return _one_of_pattern(r"[A-Za-z0-9_]{1,60}", "letters, digits and underscores")


def _whole(lowest: int, highest: int, unit: str) -> Rule:
    def read(text: str) -> int | None:
        if not re.fullmatch(r"[0-9]{1,10}", text) or not lowest <= int(text) <= highest:
            return None
        return int(text)

    return Rule(read, f"{unit} from {lowest} to {highest}", (lowest, highest))


def _decimal(lowest: float, highest: float, unit: str) -> Rule:
    def read(text: str) -> float | None:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
            return None
        return float(text) if lowest <= float(text) <= highest else None

    return Rule(read, f"{unit} from {lowest:g} to {highest:g}", (lowest, highest))


def _one_of_pattern(pattern: str, takes: str) -> Rule:
    return Rule(lambda text: text if re.fullmatch(pattern, text) else None, takes)


def _word(*words: str) -> Rule:
    return Rule(lambda text: text if text in words else None, " or ".join(words), words)


def _memory(text: str) -> str | None:
    size = re.fullmatch(r"([1-9][0-9]{0,3})(MB|GB)", text)
    if size is None or (size[2] == "MB" and int(size[1]) < _LEAST_MEGABYTES):
        return None
    return text


def _domains(text: str) -> str | None:
    """Domains separated by commas, in lower case; `none` where there are none."""
    names = [name.strip().lower() for name in text.split(",")]
    label = r"[^\W_]([^\W_]|-)*"
    if names == ["none"] or all(re.fullmatch(rf"{label}(\.{label})+", name) for name in names):
        return ",".join(names)
    return None


def _mask_pattern(text: str) -> str | None:
    """A pattern that breaks out of no text, no template and no engine; `none` where there is none.

    One that an empty text matches would mask everything.
    """
    import duckdb

    signs = r"[\w .*+?|()\[\]{}^$,:;/#@%&=!<>~-]{1,200}"
    if not re.fullmatch(signs, text) or re.search(r"\{[{%#]", text):
        return None
    try:
        with duckdb.connect() as connection:
            # No quote is among those signs; for a parameter DuckDB would load pandas first.
            found = connection.execute(f"select regexp_matches('', '{text}')").fetchone()
    except duckdb.Error:
        return None
    return text if found == (False,) else None


def _days_of_inputs(*words: str) -> Callable[[str], str | None]:
    """Reads days of inputs, ad_spend=7,costs=62, or a word instead of days; `none` for none."""

    def read(text: str) -> str | None:
        said = [part.strip().partition("=") for part in text.split(",")]
        named = [name for name, _, _ in said]
        if text.strip() == "none":
            return "none"
        if len(set(named)) < len(named) or not set(named) <= _inputs_with_days():
            return None
        for _, _, days in said:
            is_number = re.fullmatch(r"[0-9]{1,4}", days) and int(days) <= _TEN_YEARS
            if not is_number and days not in words:
                return None
        return ",".join(f"{name}={days}" for name, _, days in said)

    return read


@cache
def _inputs_with_days() -> frozenset[str]:
    """The inputs of which the contract says from when on they lag behind."""
    declared = yaml.safe_load((PROJECT / "models" / "inputs.yml").read_text(encoding="utf-8"))
    return frozenset(
        table["name"]
        for source in declared["sources"]
        for table in source["tables"]
        if "behind_after" in table["config"]["meta"]
    )


def _timezone(text: str) -> str | None:
    if re.fullmatch(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}", text) and text in _timezones():
        return text
    return None


@cache
def _timezones() -> frozenset[str]:
    """The names that the database knows: it is the one that converts."""
    import duckdb

    with duckdb.connect() as connection:
        return frozenset(
            name
            for (name,) in connection.execute("select name from pg_timezone_names()").fetchall()
        )


# A setting has a line here, one in dbt_project.yml (the runner's own: in RUNNER_DEFAULTS) and one
# in docs/settings.md. A build must go through at both ends of its range: a test tries.
RULES: dict[str, Rule] = {
    "business_timezone": Rule(_timezone, "a time zone's name, like Europe/Berlin"),
    "fiscal_year_start_month": _whole(1, 12, "a month"),
    "reporting_currency": _one_of_pattern(r"[A-Z]{3}", "an ISO 4217 code, like EUR"),
    "exchange_rate_days": _whole(0, 366, "days"),
    "own_domains": Rule(
        _domains, "none, or domains with commas between, like acme.example,acme.de"
    ),
    "ga4_conversions": _one_of_pattern(
        r"[a-z0-9_]+(=[a-z_]+)?(,[a-z0-9_]+(=[a-z_]+)?)*",
        "names of events with commas between, like generate_lead,sign_up=newsletter",
    ),
    "meta_conversions": _one_of_pattern(r"[a-z0-9_.]+", "a type of action, like lead"),
    "maximum_rejected_share": _decimal(0, 1, "a share"),
    "warn_after_days": Rule(
        _days_of_inputs("never"),
        "none, or inputs with days from 0 to 3650 or never, like ad_spend=3,costs=never",
    ),
    "refuse_after_days": Rule(
        _days_of_inputs(), "none, or inputs with days from 0 to 3650, like ad_spend=30,leads=14"
    ),
    "mask_pattern": Rule(
        _mask_pattern, "none, or a pattern without quotes and backslashes, like ID[0-9]+"
    ),
    "response_target_minutes": _whole(1, _YEAR_OF_MINUTES, "minutes"),
    "meeting_attribution_days": _whole(0, _TEN_YEARS, "days"),
    "customer_lifetime_method": _word("observed", "inverse_churn"),
    "funnel_patience_days": _whole(1, _TEN_YEARS, "days"),
    "day_values": _whole(0, 10000, "values"),
    "near_target_band": _decimal(0, 1, "a share"),
    "anomaly_threshold": _decimal(0.5, 100, "a number"),
    "attribution_window_days": _whole(1, _TEN_YEARS, "days"),
    "attribution_half_life_days": _whole(1, _TEN_YEARS, "days"),
    "attribution_maximum_states": _whole(2, 100, "a whole number"),
    "lead_score_days": _whole(1, 365, "days"),
    "lead_score_outcome_days": _whole(1, _TEN_YEARS, "days"),
    "lead_score_minimum_positives": _whole(1, 10**6, "a whole number"),
    "keep_releases": _whole(1, 1000, "a whole number"),
    "threads": _whole(1, _PROCESSOR_LIMIT, "a whole number"),
    "memory_limit": Rule(_memory, "a size from 1000MB or 1GB to 9999GB"),
    "time_limit_minutes": _whole(1, 10080, "minutes"),
    "minimum_free_disk_mb": _whole(0, 10**9, "megabytes"),
    "version_check": _word("strict", "warn"),
}


def _date(text: str, where: str) -> date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise _refusal(where, "not a date", "write it like 2026-06-30") from None
    # Rows that the project's own tests judge in every build are of 2001.
    if not date(2002, 1, 1) <= day <= date(2199, 12, 31):
        raise _refusal(where, "out of range", "give a date from 2002-01-01 to 2199-12-31")
    return day


def _selectors(texts: list[str]) -> tuple[str, ...]:
    selectors = tuple(part for text in texts for part in text.split())
    if texts and not selectors:
        raise _refusal("--select", "empty", "name a model, like --select win_rate")
    for selector in selectors:
        if not _SELECTOR.fullmatch(selector) or selector.startswith("-"):
            raise _refusal("--select", "not a selector", "name a model, like --select win_rate")
    return selectors


def _check_target(target: str) -> None:
    if target not in TARGETS:
        raise _refusal("--target", "no such target", f"use {' or '.join(TARGETS)}")


def _refusal(where: str, what: str, mend: str) -> LeadmartError:
    return LeadmartError(what, where=where, mend=mend, code=REFUSED)
