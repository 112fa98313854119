"""The company file: read, checked, and turned into plain data.

Every complaint is one line that names the line of the file, what is wrong there, and the nearest
right word. Values are kept as they are written: a date stays text, `no` stays a word.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leadmart.errors import REFUSED, LeadmartError, holds_password, mask, nearest, problem
from leadmart.intake.contract import Contract, Input, read_contract
from leadmart.intake.systems import read_systems
from leadmart.settings import PROJECT, Said, Settings, read_settings

# What an own dimension may be of; what each reaches stands in macros/dimensions.sql.
DIMENSION_INPUTS = ("accounts", "leads", "deals", "sessions", "campaigns", "ad_spend")
# Columns that the models of staging make beside an input's own.
_WORDS_OF_STAGING = frozenset(
    ("flags", "is_invalid", "is_repeated", "place", "row_identifier", "row_key", "row_text", "user")
)

SCHEMA = Path(__file__).with_name("company.schema.json")

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Format:
    """How a file is written."""

    delimiter: str = ","
    encoding: str = "utf-8"
    skip_lines: int = 0
    decimal: str = "."
    thousands: str = ""
    dates: str = ""
    timezone: str = ""
    drop_rows_where: Mapping[str, str] = field(default_factory=dict)
    # The keys that a person says; the others are unsaid or were seen.
    said: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    def over(self, seen: Format) -> Format:
        """What was seen of a file, but for what a person says here."""
        return replace(seen, **{name: getattr(self, name) for name in self.said})


@dataclass(frozen=True)
class Column:
    """Where a column of an input comes from: a column of the file, a constant, or an expression."""

    source: str = ""
    constant: str | None = None
    sql: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""


@dataclass(frozen=True)
class Source:
    """A place that data comes from. Without a system and an input: the contract's own shape."""

    at: str
    where: str
    name: str = ""
    system: str = ""
    loader: str = ""
    input: str = ""
    table: str = ""
    format: Format | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)
    rows: tuple[Mapping[str, Column], ...] = ()


@dataclass(frozen=True)
class Dimension:
    """An own dimension: its name, the column that holds it, and where the file says so."""

    name: str
    input: str
    column: str
    where: str = ""


@dataclass(frozen=True)
class Company:
    """What a company file says."""

    path: Path
    home: Path | None = None
    home_at: str = ""
    settings: tuple[Said, ...] = ()
    sources: tuple[Source, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    rules: Path | None = None
    rules_at: str = ""
    # The whole file as plain data, without a password, and the hash of what it was read from.
    says: Mapping[str, Any] = field(default_factory=dict)
    sha256: str = ""
    warnings: tuple[str, ...] = ()


def read_company(
    path: Path,
    contract: Contract,
    systems: Mapping[str, Iterable[str]],
    taken_dimensions: Iterable[str] = (),
) -> Company:
    """The company file at a path; raises one error with a line for each thing that is wrong.

    systems: the systems that there are connectors for, each with its loaders.
    taken_dimensions: names that an own dimension cannot have.
    """
    text = _read_text(path)
    document = _Document(path.name, text)
    problems = list(_unanswered(document)) or _complaints(document)
    if not problems:
        problems = [
            *_wrong_sources(document, contract, systems),
            *_wrong_dimensions(document, contract, set(taken_dimensions)),
        ]
    if problems:
        raise LeadmartError.of(problems, REFUSED)
    said = document.data
    return Company(
        path=path,
        home=_beside(path, said.get("home")),
        home_at=document.where(("home",)),
        settings=tuple(_settings(document)),
        sources=tuple(
            _source(one, document.where(("sources", number)))
            for number, one in enumerate(said.get("sources", []))
        ),
        dimensions=tuple(
            Dimension(
                one["name"],
                *one["from"].lower().split(".", 1),
                document.where(("dimensions", number, "from")),
            )
            for number, one in enumerate(said.get("dimensions", []))
        ),
        rules=_beside(path, said.get("rules")),
        rules_at=document.where(("rules",)),
        says=_masked(said),
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        warnings=tuple(_passwords(document)),
    )


def read_named(path: Path | None, project: Path) -> Company | None:
    """The company file that --company names, if it names one."""
    if path is None:
        return None
    return read_company(
        path.expanduser().absolute(),
        read_contract(project),
        read_systems(project),
        built_in_dimensions(project),
    )


def read_with_settings(
    path: Path | None,
    home: Path | None,
    as_of: str | None = None,
    assignments: Sequence[str] | None = None,
    **said: Any,
) -> tuple[Company | None, Settings]:
    """The company file, if one is named, and the settings of a run: what --set and --home say wins.

    said: whatever else read_settings takes.
    """
    company = read_named(path, PROJECT)
    settings = [*(company.settings if company else ()), *(assignments or [])]
    if home is None and company is not None and company.home is not None:
        home, said["home_at"] = company.home, company.home_at
    return company, read_settings(home, as_of, settings, **said)


def built_in_dimensions(project: Path) -> set[str]:
    """The names of the dimensions that metrics have without a company's own."""
    path = project / "seeds" / "reference" / "metric_definitions.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        listed = {name for row in csv.DictReader(lines) for name in row["dimensions"].split()}
    return {"total", "all", *listed}


def place_of(company: Company, at: str) -> str:
    """A source's place as --input takes it: paths become relative to the company file."""
    if "://" in at:
        return at
    return os.fspath(company.path.parent / Path(at).expanduser())


# Reading --------------------------------------------------------------------------------------


class _Document:
    """A YAML text as plain data, every scalar as it is written, and the line of each place."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[Place, int] = {}
        self.texts = text.splitlines()
        # The places that say "?", each with its line.
        self.unanswered: dict[Place, int] = {}
        try:
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise LeadmartError(
                f"is no YAML: {error.problem or 'it cannot be read'}",
                where=f"{name} line {line}",
                mend="mend that line; text with a colon or a # needs quotes",
                code=REFUSED,
            ) from None
        except yaml.YAMLError as error:
            raise LeadmartError(f"is no YAML: {error}", where=name, code=REFUSED) from None
        self.data: Any = {} if node is None else self._plain(node, ())

    def where(self, place: Place) -> str:
        """A place of the file, as a person finds it."""
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        names = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
        line = self.lines.get(known, 1)
        return f"{self.name} line {line}" + (f" ({names.lstrip('.')})" if names else "")

    def _plain(self, node: yaml.Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            found: dict[str, Any] = {}
            for key, value in node.value:
                name = str(key.value)
                inner = (*place, name)
                if name in found:
                    raise LeadmartError(
                        f"{name} is said twice",
                        where=f"{self.name} line {key.start_mark.line + 1}",
                        mend="keep one of them",
                        code=REFUSED,
                    )
                found[name] = self._plain(value, inner)
                self.lines[inner] = key.start_mark.line + 1
            return found
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(one, (*place, number)) for number, one in enumerate(node.value)]
        if node.value == "?" and "drop_rows_where" not in place:
            self.unanswered[place] = node.start_mark.line + 1
        return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    """Whole numbers as such, for the schema; anything else as it is written; nothing as None."""
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag == "tag:yaml.org,2002:int" and re.fullmatch(r"0|[1-9][0-9]{0,8}", node.value):
        return int(node.value)
    return str(node.value)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        what = "is not UTF-8"
    raise LeadmartError(
        what, where=str(path), mend="name a company file with --company", code=REFUSED
    )


# Complaints -----------------------------------------------------------------------------------


def _unanswered(document: _Document) -> Iterable[str]:
    """What `connect` could not know and nobody has answered yet."""
    for place, line in document.unanswered.items():
        _, _, answers = document.texts[line - 1].partition("#")
        mend = f"write {answers.strip()} in place of the ?" if answers else "answer it"
        yield problem("is not answered yet", document.where(place), mend)


def _complaints(document: _Document) -> list[str]:
    """What the schema says against a document, a line each."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    errors = sorted(
        validator.iter_errors(document.data), key=lambda error: [str(one) for one in error.path]
    )
    return [line for error in errors for line in _complaint(document, error)]


def _complaint(document: _Document, error: Any) -> list[str]:
    place = tuple(error.absolute_path)
    if error.validator == "anyOf" and error.context:
        # Of several forms that a value may have, the one whose type fits is meant.
        meant = [one for one in error.context if one.validator != "type"] or error.context[:1]
        return [line for one in meant for line in _complaint(document, one)]
    if error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", {}))
        unknown = [name for name in error.instance if name not in known]
        return [
            problem(f"{name} is not known", document.where((*place, name)), nearest(name, known))
            for name in unknown
        ]
    what, mend = _in_words(error)
    return [problem(what, document.where(place), mend)]


def _in_words(error: Any) -> tuple[str, str]:
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return f"{missing} is missing", f"say {missing}"
    if error.validator == "enum":
        return f"{error.instance} is not known", nearest(str(error.instance), error.validator_value)
    if error.validator == "type":
        wanted = error.validator_value
        names = wanted if isinstance(wanted, list) else [wanted]
        words = {"object": "names with values", "array": "a list", "integer": "a whole number"}
        return "has another form", f"give {' or '.join(words.get(one, one) for one in names)}"
    if error.validator == "pattern":
        return f"{error.instance} is not allowed here", error.schema.get("description", "")
    return error.message, ""


def _wrong_sources(
    document: _Document, contract: Contract, systems: Mapping[str, Iterable[str]]
) -> Iterable[str]:
    named: dict[str, set[str]] = {}
    for number, source in enumerate(document.data.get("sources", [])):
        place: Place = ("sources", number)
        if "system" in source:
            yield from _wrong_system(document, place, source, systems)
            name = str(source.get("name", ""))
            system = str(source["system"])
            if name in named.setdefault(system, set()):
                yield problem(
                    f"two sources of {system} have "
                    + (f"the name {name}" if name else "no name to tell their ids apart"),
                    document.where(place),
                    "give each a name",
                )
            named[system].add(name)
        elif "loader" in source:
            yield problem(
                "a loader without its system", document.where((*place, "loader")), "say the system"
            )
        if "input" in source:
            yield from _wrong_mapping(document, place, source, contract)
        else:
            for key in ("columns", "rows", "table"):
                if key in source:
                    yield problem(
                        f"{key} without the input that it makes",
                        document.where((*place, key)),
                        "say the input",
                    )


def _wrong_system(
    document: _Document,
    place: Place,
    source: Mapping[str, Any],
    systems: Mapping[str, Iterable[str]],
) -> Iterable[str]:
    system = source["system"]
    if "input" in source:
        yield problem(
            "a system and an own mapping at once",
            document.where((*place, "input")),
            "say the system, or the input with its columns",
        )
    if system not in systems:
        yield problem(
            f"no connector for {system}",
            document.where((*place, "system")),
            nearest(system, systems) or "until there is one, say the input, and map its columns",
        )
        return
    loaders = list(systems[system])
    loader = source.get("loader")
    if loader is None:
        yield problem("loader is missing", document.where(place), f"say {' or '.join(loaders)}")
    elif loader not in loaders:
        yield problem(
            f"{system} is not read as {loader} delivers it",
            document.where((*place, "loader")),
            nearest(loader, loaders),
        )


def _wrong_mapping(
    document: _Document, place: Place, source: Mapping[str, Any], contract: Contract
) -> Iterable[str]:
    name = source["input"]
    if name not in contract:
        yield problem(
            f"{name} is no input", document.where((*place, "input")), nearest(name, contract)
        )
        return
    declared = contract[name]
    columns = source.get("columns", {})
    rows = source.get("rows", [])
    maps = [((*place, "columns"), columns)]
    maps += [((*place, "rows", number), one) for number, one in enumerate(rows)]
    for where, mapping in maps:
        for column, origin in mapping.items():
            if isinstance(origin, Mapping):
                ways = [way for way in ("from", "value", "sql") if way in origin]
                if len(ways) != 1:
                    yield problem(
                        "says not exactly one of from, value and sql",
                        document.where((*where, column)),
                        "say one of them",
                    )
    for one in rows or ([{}] if columns else []):
        missing = [
            column for column in declared.required_columns if column not in {**columns, **one}
        ]
        if missing:
            yield problem(
                f"{name} needs {', '.join(missing)}",
                document.where((*place, "columns")),
                "say where it comes from",
            )


def _wrong_dimensions(document: _Document, contract: Contract, taken: set[str]) -> Iterable[str]:
    seen: set[str] = set()
    for number, one in enumerate(document.data.get("dimensions", [])):
        place: Place = ("dimensions", number)
        name = one["name"]
        if name in taken or name in seen:
            yield problem(
                f"the dimension {name} is taken",
                document.where((*place, "name")),
                "choose another name",
            )
        seen.add(name)
        source, _, column = one["from"].lower().partition(".")
        where = document.where((*place, "from"))
        if source not in contract:
            yield problem(f"{source} is no input", where, nearest(source, contract))
        elif source not in DIMENSION_INPUTS:
            yield problem(
                f"no dimension comes from {source}", where, f"use {' or '.join(DIMENSION_INPUTS)}"
            )
        else:
            yield from _wrong_column(where, contract[source], column)


def _wrong_column(where: str, declared: Input, column: str) -> Iterable[str]:
    """Why a column, of an input or beyond it, cannot be a dimension."""
    known = next((one for one in declared.columns if one.name == column), None)
    if known is None:
        if column in _words_of_sql():
            yield problem(
                f"{column} is a word of SQL", where, "map the column to another name, and say that"
            )
    elif known.personal:
        yield problem(f"{declared.name}.{column} is personal", where, "choose another column")
    elif known.data_type not in ("string", "boolean", "bigint"):
        yield problem(
            f"{declared.name}.{column} is a {known.data_type.partition('(')[0]}",
            where,
            "choose a column of words: an amount or a day has a value for every row",
        )


@cache
def _words_of_sql() -> frozenset[str]:
    """The words that no column can be called without quotes, and those that staging uses itself."""
    import duckdb

    with duckdb.connect() as connection:
        words = connection.execute(
            "select keyword_name from duckdb_keywords() where keyword_category = 'reserved'"
        ).fetchall()
    return frozenset(word for (word,) in words) | _WORDS_OF_STAGING


# Plain data -----------------------------------------------------------------------------------


def _settings(document: _Document) -> Iterable[Said]:
    """Settings as --set takes them, each with its place."""
    for name, value in document.data.get("settings", {}).items():
        if isinstance(value, Mapping):
            values = [f"{key}={one}" for key, one in value.items()]
        else:
            values = value if isinstance(value, list) else [value]
        assignment = f"{name}={','.join(str(one) for one in values)}"
        yield Said(assignment, document.where(("settings", name)))


def _beside(path: Path, said: str | None) -> Path | None:
    """A path that the file says, relative to it."""
    return path.parent / Path(said).expanduser() if said else None


def _masked(said: Any) -> Any:
    """What the file says, without passwords and personal addresses."""
    if isinstance(said, Mapping):
        return {mask(str(name)): _masked(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_masked(one) for one in said]
    return mask(said) if isinstance(said, str) else said


def _passwords(document: _Document) -> Iterable[str]:
    """A line for each source whose place holds a password: it belongs into the environment."""
    for number, source in enumerate(document.data.get("sources", [])):
        if holds_password(str(source["at"])):
            where = document.where(("sources", number, "at"))
            yield problem("a password stands here", where, "leave it out, and set PGPASSWORD")


def _source(said: Mapping[str, Any], where: str) -> Source:
    return Source(
        at=str(said["at"]),
        where=where,
        name=str(said.get("name", "")),
        system=str(said.get("system", "")),
        loader=str(said.get("loader", "")),
        input=str(said.get("input", "")),
        table=str(said.get("table", "")),
        format=_format(said["format"]) if "format" in said else None,
        columns=_columns(said.get("columns", {})),
        rows=tuple(_columns(one) for one in said.get("rows", [])),
    )


def _format(said: Mapping[str, Any]) -> Format:
    words = {"tab": "\t", "space": " "}
    texts = {
        name: words.get(str(value), str(value))
        for name, value in said.items()
        if name not in ("skip_lines", "drop_rows_where")
    }
    dropped = {
        name: "" if value is None else str(value)
        for name, value in said.get("drop_rows_where", {}).items()
    }
    return Format(
        **texts,
        skip_lines=int(said.get("skip_lines", 0)),
        drop_rows_where=dropped,
        said=frozenset(said),
    )


def _columns(said: Mapping[str, Any]) -> dict[str, Column]:
    return {name: _column(origin) for name, origin in said.items()}


def _column(origin: Any) -> Column:
    if not isinstance(origin, Mapping):
        return Column(source=str(origin))
    values = {
        word: "" if meant is None else str(meant)
        for word, meant in origin.get("values", {}).items()
    }
    return Column(
        source=str(origin.get("from", "")),
        constant=str(origin["value"]) if "value" in origin else None,
        sql=str(origin.get("sql", "")),
        values=values,
        dates=str(origin.get("dates", "")),
    )
