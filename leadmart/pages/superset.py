"""superset.zip: the ten questions of docs/questions.md as a dashboard that Superset imports.

Each question is a dataset of its own, by the SQL of that page, and a chart of it. Nothing is said
twice: a question that changes there changes here, and its columns are what the release answers.
"""

from __future__ import annotations

import re
import uuid
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from leadmart.errors import LeadmartError

if TYPE_CHECKING:
    import duckdb

    from leadmart.building.plan import Plan

FILE = "superset.zip"
QUESTIONS = Path("docs", "questions.md")

_NAMES = uuid.UUID("5f0c9c5e-0f1b-5c0e-9d53-6c1f0a8a7c11")
_FOLDER = "leadmart"
_VERSION = "1.0.0"
_QUESTION = re.compile(
    r"^## (?P<number>\d+)\. (?P<title>[^\n]+)\n+(?P<text>.*?)\n+```sql\n(?P<sql>.*?)```",
    re.DOTALL | re.MULTILINE,
)
# Columns that are shares, and what other numbers of a table are shown with.
_SHARES = ("relative_change_from_last_year", "probability")
_SHARE_FORMAT, _NUMBER_FORMAT = ".1%", ",.2~f"
# A dashboard's grid; heights are in units of eight pixels.
_COLUMNS, _HEIGHT = 12, 50
# The same moment in every release, so that the same content is the same file.
_WRITTEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Question:
    """A question of the page: what is asked, what is said of the answer, the query."""

    number: int
    title: str
    text: str
    sql: str


def _total(column: str) -> dict[str, Any]:
    """The sum of a column, as Superset says it."""
    return {
        "expressionType": "SIMPLE",
        "aggregate": "SUM",
        "column": {"column_name": column},
        "label": column,
        "optionName": f"metric_{column}",
    }


def _over_months(kind: str, day: str, measures: list[str], by: list[str]) -> dict[str, Any]:
    return {
        "viz_type": kind,
        "x_axis": day,
        "time_grain_sqla": "P1M",
        "metrics": [_total(name) for name in measures],
        "groupby": by,
        "show_legend": True,
        "rich_tooltip": True,
        "y_axis_format": "SMART_NUMBER",
        "row_limit": 10000,
    }


def _table() -> dict[str, Any]:
    return {
        "viz_type": "table",
        "query_mode": "raw",
        "row_limit": 1000,
        "include_search": True,
        "show_cell_bars": False,
    }


# How the answer to each question is drawn, by its number.
CHARTS: Mapping[int, dict[str, Any]] = {
    1: _over_months(
        "echarts_timeseries_line",
        "period_start",
        ["leads", "mqls", "sqls", "opportunities", "deals_won"],
        [],
    ),
    2: _table(),
    3: _over_months("echarts_timeseries_line", "period_start", ["value"], ["channel"]),
    4: {
        "viz_type": "funnel",
        "groupby": ["stage"],
        "metric": _total("entered"),
        "sort_by_metric": True,
        "row_limit": 10,
    },
    5: _table(),
    6: {
        "viz_type": "pivot_table_v2",
        "groupbyRows": ["channel"],
        "groupbyColumns": ["model"],
        "metrics": [_total("revenue_credited")],
        "aggregateFunction": "Sum",
        "colTotals": True,
        "row_limit": 10000,
        "valueFormat": ",.0f",
    },
    7: {
        "viz_type": "echarts_timeseries_bar",
        "x_axis": "stage",
        "metrics": [_total("open_pipeline")],
        "groupby": ["owner"],
        "stack": "Stack",
        "show_legend": True,
        "y_axis_format": "SMART_NUMBER",
        "row_limit": 10000,
    },
    8: _over_months("echarts_area", "period_end", ["mrr"], ["segment"]) | {"stack": "Stack"},
    9: _table(),
    10: _table(),
}


def read_questions(project: Path) -> list[Question]:
    """The questions of the page, in its order; none of a project without it."""
    if not (project / QUESTIONS).exists():
        return []
    page = (project / QUESTIONS).read_text(encoding="utf-8")
    return [
        Question(
            number=int(found["number"]),
            title=found["title"].strip(),
            text=" ".join(found["text"].split()),
            sql=found["sql"].strip(),
        )
        for found in _QUESTION.finditer(page)
    ]


def write_superset(plan: Plan, connection: duckdb.DuckDBPyConnection) -> str:
    """Writes the dashboard for Superset into the release; says what it holds.

    It reads the release by the path of the home: on another machine the address is changed once,
    in Superset.
    """
    database = plan.settings.home / "current" / plan.workplace.database.name
    questions = read_questions(plan.settings.project)
    if not questions:
        return "no questions for Superset"
    write_bundle(plan.workplace.release / FILE, bundle(connection, questions, database))
    return f"{len(questions)} questions for Superset"


def write_bundle(path: Path, files: Mapping[str, dict[str, Any]]) -> None:
    """Writes the files of an import, by their names, as the ZIP that Superset takes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
            entry = zipfile.ZipInfo(f"{_FOLDER}/{name}", _WRITTEN)
            archive.writestr(entry, text, zipfile.ZIP_DEFLATED)


def bundle(
    connection: duckdb.DuckDBPyConnection, questions: list[Question], database: Path
) -> dict[str, dict[str, Any]]:
    """What Superset imports, file by file: the database, datasets, charts and their dashboard.

    connection: a release, which says the columns of each answer. database: where Superset finds it.
    """
    files: dict[str, dict[str, Any]] = {
        "metadata.yaml": {
            "version": _VERSION,
            "type": "Dashboard",
            "timestamp": "1980-01-01T00:00:00+00:00",
        },
        "databases/leadmart.yaml": {
            "database_name": "Leadmart",
            "sqlalchemy_uri": f"duckdb:///{database}?access_mode=read_only",
            "expose_in_sqllab": True,
            "allow_ctas": False,
            "allow_cvas": False,
            "allow_dml": False,
            "extra": {"allows_virtual_table_explore": True},
            "uuid": _uuid("database"),
            "version": _VERSION,
        },
    }
    for question in questions:
        columns = _columns(connection, question)
        files[f"datasets/leadmart/question_{question.number}.yaml"] = _dataset(question, columns)
        files[f"charts/question_{question.number}.yaml"] = _chart(question, columns)
    files["dashboards/leadmart.yaml"] = _dashboard(questions)
    return files


def _uuid(name: str) -> str:
    """The same for the same thing in every release, so that an import replaces the last one."""
    return str(uuid.uuid5(_NAMES, name))


def _columns(connection: duckdb.DuckDBPyConnection, question: Question) -> dict[str, str]:
    """The columns of an answer, each with its type."""
    described = connection.execute(f"describe {question.sql}").fetchall()
    return {str(row[0]): str(row[1]) for row in described}


def _dataset(question: Question, columns: Mapping[str, str]) -> dict[str, Any]:
    days = [name for name, kind in columns.items() if kind in ("DATE", "TIMESTAMP")]
    return {
        "table_name": f"question_{question.number}",
        "main_dttm_col": days[0] if days else None,
        "description": f"{question.title} {question.text}",
        "schema": None,
        "sql": question.sql,
        "uuid": _uuid(f"dataset {question.number}"),
        "metrics": [
            {"metric_name": "count", "verbose_name": "Rows", "expression": "count(*)"},
        ],
        "columns": [
            {
                "column_name": name,
                "verbose_name": name.replace("_", " "),
                "type": kind,
                "is_dttm": name in days,
                "is_active": True,
                "groupby": True,
                "filterable": True,
            }
            for name, kind in columns.items()
        ],
        "version": _VERSION,
        "database_uuid": _uuid("database"),
    }


def _chart(question: Question, columns: Mapping[str, str]) -> dict[str, Any]:
    drawn = CHARTS.get(question.number)
    if drawn is None:
        raise LeadmartError(f"question {question.number} has no chart", where=str(QUESTIONS))
    if drawn["viz_type"] == "table":
        formats = {
            name: {"d3NumberFormat": _SHARE_FORMAT if name in _SHARES else _NUMBER_FORMAT}
            for name, kind in columns.items()
            if kind == "DOUBLE" or kind.startswith("DECIMAL")
        }
        drawn = drawn | {"all_columns": list(columns), "column_config": formats}
    return {
        "slice_name": question.title,
        "description": question.text,
        "viz_type": drawn["viz_type"],
        "params": drawn,
        "cache_timeout": None,
        "uuid": _uuid(f"chart {question.number}"),
        "version": _VERSION,
        "dataset_uuid": _uuid(f"dataset {question.number}"),
    }


def _dashboard(questions: list[Question]) -> dict[str, Any]:
    """All charts in the page's order; tables take a row of their own, others stand in pairs."""
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": "Leadmart"}},
    }
    rows: list[list[Question]] = []
    for question in questions:
        pairs = rows and len(rows[-1]) == 1 and not _is_wide(rows[-1][0])
        if pairs and not _is_wide(question):
            rows[-1].append(question)
        else:
            rows.append([question])
    for row in rows:
        row_id = f"ROW-{row[0].number}"
        for question in row:
            chart_id = f"CHART-{question.number}"
            position[chart_id] = {
                "type": "CHART",
                "id": chart_id,
                "children": [],
                "parents": ["ROOT_ID", "GRID_ID", row_id],
                "meta": {
                    "uuid": _uuid(f"chart {question.number}"),
                    "chartId": question.number,
                    "sliceName": question.title,
                    "width": _COLUMNS // len(row),
                    "height": _HEIGHT,
                },
            }
        position[row_id] = {
            "type": "ROW",
            "id": row_id,
            "children": [f"CHART-{question.number}" for question in row],
            "parents": ["ROOT_ID", "GRID_ID"],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
    position["GRID_ID"] = {
        "type": "GRID",
        "id": "GRID_ID",
        "children": [f"ROW-{row[0].number}" for row in rows],
        "parents": ["ROOT_ID"],
    }
    return {
        "dashboard_title": "Leadmart",
        "description": "Ten questions to begin with.",
        "slug": "leadmart",
        "published": True,
        "uuid": _uuid("dashboard"),
        "position": position,
        "metadata": {},
        "version": _VERSION,
    }


def _is_wide(question: Question) -> bool:
    return CHARTS[question.number]["viz_type"] == "table"
