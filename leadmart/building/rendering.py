"""Models as dbt compiles them for DuckDB, without dbt, which takes ten seconds to read the project.

In: the project's models, macros and seeds, and the variables of a run. Out: for some models and all
that they are made of one query each, in an order in which they can be run. Of dbt's words the
renderer knows those that such models use; a test holds every query against dbt's.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import yaml
from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.utils import missing

# Under other names in their files, macros find each other only where what they return is taken.
_MACRO = "macro_"


@dataclass(frozen=True)
class Rendered:
    """A model or a seed: where it is made, what it is made as (table or view), its query."""

    name: str
    # With the database, as SQL writes it.
    schema: str
    kind: str
    query: str
    reads: frozenset[str]

    @property
    def relation(self) -> str:
        """Its whole name, as SQL writes it."""
        return f'{self.schema}."{self.name}"'


class Project:
    """The project's files, read for one run.

    folder: the project's.
    seeds: the folder of seeds, which may be a copy with a company's own rules.
    variables: what is told to dbt as variables.
    """

    def __init__(self, folder: Path, seeds: Path, variables: Mapping[str, Any]) -> None:
        self._folder = folder
        self._declared = _read_yaml(self._folder / "dbt_project.yml")
        self._variables = {**self._declared["vars"], **variables}
        self._models = {path.stem: path for path in (folder / "models").rglob("*.sql")}
        self._seeds = {path.stem: path for path in seeds.rglob("*.csv")}
        # What the model that is being rendered has said so far.
        self._reads: set[str] = set()
        self._config: dict[str, Any] = {}
        self._environment = Environment(extensions=["jinja2.ext.do", _Materialization])
        self._environment.context_class = _Words
        self._environment.globals |= self._words()
        self._environment.globals |= self._macros()

    def render(self, names: Iterable[str]) -> list[Rendered]:
        """Some models and all that they are made of, each behind what it reads."""
        rendered: dict[str, Rendered] = {}
        wanted = list(names)
        while wanted:
            name = wanted.pop()
            if name not in rendered:
                rendered[name] = self._seed(name) if name in self._seeds else self._model(name)
                wanted.extend(rendered[name].reads)
        order = TopologicalSorter({name: one.reads for name, one in rendered.items()})
        return [rendered[name] for name in order.static_order()]

    def text(self, template: str) -> str:
        """What a template of SQL comes to."""
        return self._environment.from_string(template).render()

    def _model(self, name: str) -> Rendered:
        self._reads, self._config = set(), {}
        query = self.text(self._models[name].read_text(encoding="utf-8"))
        kind = self._config.get("materialized") or self._setting(name, "materialized")
        return Rendered(name, self._schema(name), kind, query, frozenset(self._reads))

    def _seed(self, name: str) -> Rendered:
        types = self._column_types.get(name, {}).items()
        said = ", ".join(f"'{column}': '{self.text(kind)}'" for column, kind in types)
        path = str(self._seeds[name]).replace("'", "''")
        query = f"select * from read_csv('{path}', sample_size = -1, types = {{{said}}})"
        return Rendered(name, self._schema(name), "table", query, frozenset())

    # What dbt reads from the project's files --------------------------------------------------

    def _schema(self, name: str) -> str:
        database = self._setting(name, "database") or self._environment.globals["target"].database
        return f'"{database}"."{self._setting(name, "schema")}"'

    def _setting(self, name: str, key: str) -> Any:
        """What dbt_project.yml says of a model or a seed: the innermost folder that says it."""
        if name in self._seeds:
            kind, folders = "seeds", (self._seeds[name].parent.name,)
        else:
            kind, folders = "models", self._models[name].relative_to(self._folder).parent.parts[1:]
        said = self._declared[kind]["leadmart"]
        found = said.get(f"+{key}")
        for folder in folders:
            said = said.get(folder, {})
            found = said.get(f"+{key}", found)
        return found

    @cached_property
    def _column_types(self) -> dict[str, dict[str, str]]:
        return {
            seed["name"]: seed.get("config", {}).get("column_types", {})
            for path in (self._folder / "seeds").rglob("*.yml")
            for seed in _read_yaml(path).get("seeds", ())
        }

    # dbt's words ------------------------------------------------------------------------------

    def _words(self) -> dict[str, Any]:
        return {
            "adapter": SimpleNamespace(dispatch=self._dispatch),
            "config": self._configure,
            "dbt": SimpleNamespace(type_string=lambda: "TEXT"),
            "env_var": lambda name, default="": os.environ.get(name, default),
            "exceptions": SimpleNamespace(raise_compiler_error=_raise),
            "execute": True,
            "graph": SimpleNamespace(sources=dict(_sources(self._folder / "models"))),
            "modules": SimpleNamespace(datetime=datetime),
            "ref": self._ref,
            "return": _return,
            "source": lambda source, table: f'"work"."{source}"."{table}"',
            "target": SimpleNamespace(type="duckdb", schema="core", database="leadmart"),
            "var": lambda name, default=None: self._variables.get(name, default),
        }

    def _ref(self, name: str) -> str:
        self._reads.add(name)
        return f'{self._schema(name)}."{name}"'

    def _configure(self, **said: Any) -> str:
        self._config |= said
        return ""

    def _dispatch(self, name: str) -> Callable[..., Any]:
        known = self._environment.globals
        found: Callable[..., Any] = known.get(f"duckdb__{name}") or known[f"default__{name}"]
        return found

    def _macros(self) -> dict[str, Callable[..., Any]]:
        macros = {}
        for path in (self._folder / "macros").rglob("*.sql"):
            tree = self._environment.parse(path.read_text(encoding="utf-8"))
            for macro in tree.find_all(nodes.Macro):
                macro.name = _MACRO + macro.name
            for name, macro in vars(self._environment.from_string(tree).module).items():
                if name.startswith(_MACRO):
                    macros[name.removeprefix(_MACRO)] = _giving_what_it_returns(macro)
        return macros


class _Words(Context):
    """Words are looked up when they are used: macros are read before all of them are known."""

    def resolve_or_missing(self, key: str) -> Any:
        """A word's meaning."""
        found = super().resolve_or_missing(key)
        return self.environment.globals.get(key, missing) if found is missing else found


class _Materialization(Extension):
    """How a table is made, which dbt reads among macros, is passed over."""

    tags = frozenset({"materialization"})

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Reads to its end."""
        while parser.stream.current.type != "block_end":
            next(parser.stream)
        parser.parse_statements(("name:endmaterialization",), drop_needle=True)
        return []


class _Returned(Exception):
    """What a macro returns that is no text."""

    def __init__(self, value: Any) -> None:
        self.value = value


def _return(value: Any) -> NoReturn:
    raise _Returned(value)


def _raise(message: str) -> NoReturn:
    raise ValueError(message)


def _giving_what_it_returns(macro: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return str(macro(*arguments, **named))
        except _Returned as returned:
            return returned.value

    return call


def _sources(models: Path) -> Iterator[tuple[str, SimpleNamespace]]:
    """The declared tables, as dbt's graph has them."""
    for path in sorted(models.rglob("*.yml")):
        if path.name != "inputs.yml" and not path.name.endswith("__sources.yml"):
            continue
        for source in _read_yaml(path)["sources"]:
            for table in source["tables"]:
                columns = {
                    column["name"]: {**column, "config": {"meta": {}, **column.get("config", {})}}
                    for column in table["columns"]
                }
                yield (
                    f"{source['name']}.{table['name']}",
                    SimpleNamespace(
                        source_name=source["name"],
                        name=table["name"],
                        columns=columns,
                        config={"meta": {}, **table.get("config", {})},
                    ),
                )


def _read_yaml(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return found
