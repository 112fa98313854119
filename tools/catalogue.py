"""Writes what is made of the metrics' YAML: `python tools/catalogue.py`.

`models/metrics/<area>/_*.yml` says of each metric, in the meta of the model that gives it, what it
is called, what it means and how it is to be read. Of that are made

    seeds/reference/metric_definitions.csv   what dbt, the runner and a company's own rules read
    models/metrics/_monthly.yml              the columns of metrics.monthly
    docs/metrics.md                          its page
    README.md                                the table of what is measured, between two marks

With --check nothing is written: it says what is not as it should be, and ends with 1. So does it if
the YAML says something wrong, or if one of a metric's three places lacks it.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from leadmart.errors import FAILED, LeadmartError, nearest, problem  # noqa: E402
from leadmart.intake.contract import read_contract  # noqa: E402

DEFINITIONS = "seeds/reference/metric_definitions.csv"
MONTHLY = "models/metrics/_monthly.yml"
PAGE = "docs/metrics.md"
README = "README.md"
METRICS = "models/metrics"
VALUES = f"{METRICS}/metric_values.sql"

_TEXTS = ("name", "meaning", "formula", "unit", "null_rule", "better", "source", "needs")
_FLAGS = ("is_proportion", "is_additive")
# Said only of what later becomes of a period's rows: after how many days no more of it is expected.
_DAYS = "matures_in_days"
_SAID = (*_TEXTS, *_FLAGS, "dimensions")
_COLUMNS = (
    *("metric", "name", "area", "meaning", "formula", "unit", "null_rule", "better", "source"),
    *("is_proportion", "is_additive", "needs", "dimensions", _DAYS),
)
_TITLES = {
    "paid": "Paid ads and ad engagement",
    "email": "E-mail",
    "leads": "Leads and lead quality",
    "inbound": "Inbound, chatbot, content, organic search",
    "opportunities": "Opportunities, pipeline, revenue",
    "customers": "Customers and money",
}

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_IN_SQL = re.compile(r"metric_(?:value_)?columns\(\s*'(\w+)'")
_LISTED = re.compile(r"^    '(\w+)',$", re.M)
# An input, or a column of one; names of which one suffices; groups of which all are needed.
_NEED = r"[a-z0-9_]+(?:\.[a-z0-9_]+)?"
_ONE_OF = rf"{_NEED}(?: \| {_NEED}){{0,9}}"
_GROUP = rf"(?:{_NEED}|\({_ONE_OF}\))"
_NEEDS = re.compile(rf"{_ONE_OF}|{_GROUP}(?: & {_GROUP}){{0,9}}")
# The lists of dimensions that subjects know, and that measures know beside them.
_QUOTED = r"'\w+'(?:, '\w+')*"
_OF_SUBJECTS = re.compile(rf"\[({_QUOTED})\]")
_OF_MEASURES = re.compile(rf"(?:dimensions_of\('\w+', |dimensions \+ )\[({_QUOTED})\]")

_HEAD = f"""# The metrics

Every key that the warehouse measures, by subject. A key is public: it never changes its meaning.
This page is made from the `meta` of the models in [`{METRICS}`](../{METRICS}) by
`tools/catalogue.py`; in a release, `metrics.metric_catalog` says the same. Beside the total each
metric is cut by the dimensions it names ([dimensions](dimensions.md)), and what it needs are inputs
and their columns ([inputs](inputs.md)): `&` both, `|` one of them.
"""
_UNITS = {
    "count": "a count",
    "ratio": "a fraction",
    "currency": "in the reporting currency",
    "currency_per_day": "in the reporting currency a day",
    "multiple": "a multiple",
    "rank": "a rank",
}
_MONTHLY_HEAD = """# Made by tools/catalogue.py: a column a metric.
anchors:
  - &double "{{ 'double precision' if target.type == 'postgres' else 'double' }}"

models:
  - name: monthly
    description: >
      One row is a month that has begun by the as-of date; a column is the total of a metric, as
      metrics.metric_values has it, and NULL where that has no value. For pivots and spreadsheets.
    data_tests: [is_key: {arguments: {columns: [period_start]}}]
    columns:
      - name: period_start
        data_type: date
        description: The month's first day.
        constraints: [{type: not_null}]
      - name: period_end
        data_type: date
        description: The month's last day; of the running month the as-of date.
        constraints: [{type: not_null}]
      - name: is_running
        data_type: boolean
        description: Whether the month goes on after the as-of date.
        constraints: [{type: not_null}]
"""
_BEGIN = "<!-- What is measured: made by tools/catalogue.py -->"
_END = "<!-- End of what is measured -->"


@dataclass(frozen=True)
class Known:
    """The words that a metric may say: as the catalogue's tests, the contract and the macros do."""

    areas: list[str]
    units: list[str]
    betters: list[str]
    needs: list[str]
    dimensions: list[str]


@dataclass(frozen=True)
class Metric:
    """A metric as its model's YAML says it."""

    key: str
    model: str
    area: str
    file: str
    said: Mapping[str, Any]

    def row(self) -> dict[str, str]:
        """Its row of the catalogue."""
        return {
            "metric": self.key,
            "area": self.area,
            "dimensions": " ".join(self.dimensions()),
            **{name: str(self.said[name]).strip() for name in _TEXTS},
            **{name: "true" if self.said[name] else "false" for name in _FLAGS},
            _DAYS: str(self.said.get(_DAYS, "")),
        }

    def dimensions(self) -> list[str]:
        """The names of its dimensions, however they are said."""
        return _words(self.said["dimensions"])


def read_metrics(project: Path) -> list[Metric]:
    """All metrics of a project, by area in the order of the catalogue's, then as they are written.

    Raises one error with a line for each thing that is wrong.
    """
    known = _read_known(project)
    problems: list[str] = []
    metrics: list[Metric] = []
    for area in _folders(project, known, problems):
        for path in sorted((project / METRICS / area).glob("_*.yml")):
            file = path.relative_to(project).as_posix()
            for model in _read_yaml(path, file).get("models") or []:
                metrics += _metrics_of(model, area, file, problems)
    for metric in metrics:
        problems += _wrong(metric, known)
    problems += _said_twice(metrics)
    problems += _not_everywhere(project, metrics)
    if problems:
        raise LeadmartError.of(problems, FAILED)
    return metrics


def made(project: Path) -> dict[str, str]:
    """Every file that is made, with the text that it should have."""
    metrics = read_metrics(project)
    by_area: dict[str, list[Metric]] = {}
    for metric in metrics:
        by_area.setdefault(metric.area, []).append(metric)
    return {
        DEFINITIONS: _definitions(metrics),
        MONTHLY: _MONTHLY_HEAD + "".join(_column(metric) for metric in metrics),
        PAGE: _HEAD + "".join(_section(area, some) for area, some in by_area.items()),
        README: _with_table((project / README).read_text(encoding="utf-8"), by_area),
    }


def main(arguments: list[str], project: Path = PROJECT) -> int:
    """Writes what is made of a project, or checks it; gives the exit code."""
    try:
        texts = made(project)
    except LeadmartError as error:
        print("\n".join(error.problems), file=sys.stderr)
        return FAILED
    old = [name for name in texts if _text_of(project / name) != texts[name]]
    if "--check" in arguments:
        for name in old:
            print(f"{name} is not what {METRICS} says: python tools/catalogue.py", file=sys.stderr)
        return FAILED if old else 0
    for name in old:
        (project / name).write_text(texts[name], encoding="utf-8", newline="\n")
        print(f"{name} written")
    return 0


# What is read ---------------------------------------------------------------------------------


def _read_known(project: Path) -> Known:
    catalogue = f"{METRICS}/_metrics.yml"
    models = _read_yaml(project / catalogue, catalogue)["models"]
    columns = next(one for one in models if one["name"] == "metric_catalog")["columns"]
    words = {
        column["name"]: test["accepted_values"]["arguments"]["values"]
        for column in columns
        for test in column.get("data_tests", [])
        if "accepted_values" in test
    }
    needs = []
    for name, declared in read_contract(project).items():
        needs += [name, *(f"{name}.{column}" for column in declared.column_names)]
    subjects = (project / "macros" / "dimensions.sql").read_text(encoding="utf-8")
    lists = _OF_SUBJECTS.findall(subjects)
    for path in sorted((project / "models" / "measures").glob("*.sql")):
        lists += _OF_MEASURES.findall(path.read_text(encoding="utf-8"))
    dimensions = dict.fromkeys(re.findall(r"\w+", " ".join(lists)))
    return Known(words["area"], words["unit"], words["better"], needs, list(dimensions))


def _read_yaml(path: Path, file: str) -> dict[str, Any]:
    try:
        read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file} line {mark.line + 1}" if mark else file
        said = getattr(error, "problem", None) or "it cannot be read"
        raise LeadmartError(f"is no YAML: {said}", where=where) from None
    return read


def _folders(project: Path, known: Known, problems: list[str]) -> list[str]:
    there = {path.name for path in (project / METRICS).iterdir() if path.is_dir()}
    for name in sorted(there - set(known.areas)):
        what = f"{name} is no area"
        mend = f"add it to those of metric_catalog in {METRICS}/_metrics.yml"
        problems.append(problem(what, f"{METRICS}/{name}", mend))
    return [area for area in known.areas if area in there]


def _metrics_of(
    model: Mapping[str, Any], area: str, file: str, problems: list[str]
) -> Iterator[Metric]:
    name = str(model.get("name"))
    said = ((model.get("config") or {}).get("meta") or {}).get("metrics")
    if not isinstance(said, dict) or not said:
        mend = "say them under config, meta, metrics"
        problems.append(problem("says no metric", f"{file}: {name}", mend))
        return
    for key, its in said.items():
        if isinstance(its, dict):
            yield Metric(str(key), name, area, file, its)
        else:
            problems.append(problem("says nothing", f"{file}: {key}", f"say {', '.join(_SAID)}"))


def _words(said: Any) -> list[str]:
    texts = said if isinstance(said, list) else [said]
    return " ".join(str(one) for one in texts).split()


def _text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


# What is wrong --------------------------------------------------------------------------------


def _wrong(metric: Metric, known: Known) -> Iterator[str]:
    """A line for each thing that a metric says wrongly, or not at all."""
    where = f"{metric.file}: {metric.key}"
    said = metric.said
    if not _KEY.fullmatch(metric.key):
        yield problem("is no key", where, "use small letters, digits and underscores")
    for name in said:
        if name not in (*_SAID, _DAYS):
            yield problem(f"{name} is not known", where, nearest(str(name), (*_SAID, _DAYS)))
    for name in _SAID:
        if said.get(name) in (None, "", []):
            yield problem(f"{name} is missing", where, "say it")
        elif name in _FLAGS and not isinstance(said[name], bool):
            yield problem(f"{name} is {said[name]}", where, "say true or false")
    days = said.get(_DAYS, 1)
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 3660:
        yield problem(f"{_DAYS} is {days}", where, "say a number of days from 1 to 3660")
    for name, words in (("unit", known.units), ("better", known.betters)):
        if said.get(name) and said[name] not in words:
            yield problem(f"{name} is {said[name]}", where, nearest(str(said[name]), words))
    for name in _words(said.get("dimensions") or ""):
        if name not in known.dimensions:
            yield problem(
                f"no subject knows a dimension {name}", where, nearest(name, known.dimensions)
            )
    rule = str(said.get("null_rule") or "never NULL")
    if rule != "never NULL" and not rule.startswith("NULL "):
        yield problem(f"null_rule is {rule}", where, "say never NULL, or NULL without …")
    if said.get("is_proportion") is True and said.get("unit") != "ratio":
        yield problem(f"a proportion is counted in {said.get('unit')}", where, "say ratio")
    yield from _wrong_needs(str(said.get("needs") or ""), where, known)


def _wrong_needs(needs: str, where: str, known: Known) -> Iterator[str]:
    if needs and not _NEEDS.fullmatch(needs):
        mend = "write a | b, or a & (b | c), of up to ten each"
        yield problem(f"cannot read what it needs: {needs}", where, mend)
    for name in re.findall(_NEED, needs):
        if name not in known.needs:
            source, _, column = name.partition(".")
            if column and source in known.needs:
                columns = [one for one in known.needs if one.startswith(f"{source}.")]
                mend = nearest(name, columns)
            else:
                mend = nearest(source, [one for one in known.needs if "." not in one])
            yield problem(f"needs {name}, which models/inputs.yml does not know", where, mend)


def _said_twice(metrics: list[Metric]) -> list[str]:
    first: dict[str, Metric] = {}
    return [
        problem(f"is said in {other.file}, too", f"{metric.file}: {metric.key}", "keep one of them")
        for metric in metrics
        if (other := first.setdefault(metric.key, metric)) is not metric
    ]


def _not_everywhere(project: Path, metrics: list[Metric]) -> Iterator[str]:
    """A line for each metric that one of its places lacks: SQL, YAML, the list of all values."""
    listed = _LISTED.findall((project / VALUES).read_text(encoding="utf-8"))
    said: dict[str, list[Metric]] = {}
    for metric in metrics:
        said.setdefault(metric.model, []).append(metric)
    models = {path.stem: path for path in sorted((project / METRICS).glob("*/*.sql"))}
    for name, some in said.items():
        path = project / METRICS / some[0].area / f"{name}.sql"
        file = path.relative_to(project).as_posix()
        given = set(_IN_SQL.findall(_text_of(path)))
        for metric in some:
            if metric.key not in given:
                yield problem(f"{file} gives no {metric.key}", f"{metric.file}: {metric.key}")
        for key in sorted(given - {metric.key for metric in some}):
            yield problem("is not said", f"{some[0].file}: {key}", f"{file} gives it")
        if name not in listed:
            yield problem("is not in the list of models", f"{VALUES}: {name}", "add it")
    for name, path in models.items():
        if name not in said:
            yield problem("no YAML says its metrics", path.relative_to(project).as_posix())
    for name in listed:
        if name not in models:
            yield problem("there is no such model", f"{VALUES}: {name}", nearest(name, models))


# What is made ---------------------------------------------------------------------------------


def _column(metric: Metric) -> str:
    """A metric's column of metrics.monthly."""
    said = metric.said
    text = f"{said['name']}, {_UNITS.get(said['unit'], 'in ' + said['unit'])}. {said['meaning']}"
    rule = "" if said["null_rule"] == "never NULL" else f" {said['null_rule']}."
    description = (text + rule).replace('"', "'")
    return f'      - {{name: {metric.key}, data_type: *double, description: "{description}"}}\n'


def _definitions(metrics: list[Metric]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(metric.row() for metric in metrics)
    return text.getvalue()


def _section(area: str, metrics: list[Metric]) -> str:
    keys = ", ".join(f"[`{metric.key}`](#{metric.key})" for metric in metrics)
    return f"\n## {_title(area)}\n\n{keys}\n" + "".join(_entry(metric) for metric in metrics)


def _entry(metric: Metric) -> str:
    row = metric.row()
    better = "neither is better" if row["better"] == "neutral" else f"{row['better']} is better"
    adds = "may be added up" if metric.said["is_additive"] else "not to be added up"
    if metric.said["is_proportion"]:
        adds = f"a proportion, {adds}"
    if row[_DAYS]:
        adds += f"; more of it comes for up to {row[_DAYS]} days after its period"
    file = f"{METRICS}/{metric.area}/{metric.model}.sql"
    return f"""
### {metric.key}

**{row["name"]}.** {row["meaning"]}

`{row["formula"]}`

* {_unit(row["unit"])}, {better}; {row["null_rule"]}; {adds}
* needs `{row["needs"]}`
* by {", ".join(f"`{name}`" for name in metric.dimensions())}
* source {row["source"]}; model [`{metric.model}`](../{file})
"""


def _with_table(text: str, by_area: Mapping[str, list[Metric]]) -> str:
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise LeadmartError("the marks of the table are gone", where=README, mend="put them back")
    rows = "\n".join(
        f"| {_title(area)} | {', '.join(metric.said['name'] for metric in metrics)} |"
        for area, metrics in by_area.items()
    )
    return f"{before}{begin}\n\n| about | metrics |\n|---|---|\n{rows}\n\n{end}{after}"


def _title(area: str) -> str:
    return _TITLES.get(area, area.capitalize())


def _unit(unit: str) -> str:
    return unit.replace("currency", "reporting currency").replace("_", " ")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
