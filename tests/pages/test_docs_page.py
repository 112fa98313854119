"""What the project says of its tables: comments in the database, and dbt's page beside it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadmart.building.plan import PUBLIC_SCHEMAS
from leadmart.errors import LeadmartError
from leadmart.pages import docs
from leadmart.release import comments
from tests.extras import BROWSER_PATIENCE

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    "'; drop table t; -- \" $dbt_comment_literal_block$ \\ \0 {{ 1 + 1 }} {% endif %}"
    "</script><script>window.broken = 1</script><img src=x onerror='window.broken = 2'>"
    "[go](javascript:window.broken=3) ![it](https://tracker.example/pixel.png) `<b>code</b>`"
    " {{ constructor.constructor('window.broken = 4')() }} \u2028 😀"
)
HOSTILE_SHOWN = "</script><script>window.broken = 1</script>"


def node(name: str, **said: Any) -> dict[str, Any]:
    """A model of a manifest."""
    return {
        "unique_id": f"model.leadmart.{name}",
        "resource_type": "model",
        "database": "leadmart",
        "schema": "core",
        "name": name,
        "alias": name,
        "package_name": "leadmart",
        "description": "",
        "columns": {},
        "tags": [],
        "path": f"core/{name}.sql",
        "original_file_path": f"models/core/{name}.sql",
        "fqn": ["leadmart", "core", name],
        "config": {"materialized": "table"},
        "docs": {"show": True},
        "depends_on": {"nodes": [], "macros": []},
        "refs": [],
        "raw_code": "select 1",
        "compiled_code": "select 1",
        "language": "sql",
        **said,
    }


def manifest_of(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {
        "metadata": {
            "project_name": "leadmart",
            "adapter_type": "duckdb",
            "user_id": "somebody",
            "env": {"SHELL": "/bin/hostile"},
        },
        "nodes": {node["unique_id"]: node for node in nodes},
        "sources": {},
        "macros": {},
        "docs": {},
        "parent_map": {node["unique_id"]: [] for node in nodes},
    }


# Comments -------------------------------------------------------------------------------------


def test_a_description_is_read_as_plain_text() -> None:
    markdown = (
        "One row is a **lead**, see\n[the docs](https://docs.example/x) and `core.fct_leads`.\n\n"
        "* `loss_rate` = lost / closed\n  (NULL without deals)\n* a * b, x_1 and y_2\n"
    )
    assert comments.as_plain(markdown) == (
        "One row is a lead, see the docs and core.fct_leads.\n"
        "• loss_rate = lost / closed (NULL without deals)\n• a * b, x_1 and y_2"
    )
    assert comments.as_plain(None) == comments.as_plain(" \n ") == ""


def test_a_model_of_metrics_says_each_of_them_behind_what_one_row_is() -> None:
    said = {
        "formula": "lost / closed",
        "unit": "currency_per_day",
        "null_rule": "NULL without deals",
        "source": "C1",
        "needs": "deals",
    }
    rates = node("rates", description="One row is\na rate.\n\nTrap: none.\n")
    rates["config"]["meta"] = {"metrics": {"loss_rate": said, "win_rate": said}}
    line = "lost / closed (currency per day; NULL without deals; source C1; needs deals)"
    assert comments.described(rates) == (
        f"One row is\na rate.\n\n* `loss_rate` = {line}\n* `win_rate` = {line}\n\nTrap: none.\n"
    )
    assert comments.described(node("a", description="One row.")) == "One row."
    assert comments.described({}) == ""


def test_hostile_descriptions_and_names_stay_text(tmp_path: Path) -> None:
    column = 'say "when"; drop'
    described = node(
        "t",
        description=HOSTILE,
        columns={
            column: {"name": column, "description": HOSTILE},
            "gone": {"name": "gone", "description": "A column that was never built."},
        },
    )
    database = str(tmp_path / "leadmart.duckdb")
    with duckdb.connect(database) as connection:
        connection.execute("create schema core")
        quoted = column.replace('"', '""')
        connection.execute(
            f'create table core.t as select 1 as "{quoted}", 2 as Undescribed, 3 as own_x'
        )
        comments.write_comments(connection, manifest_of(described, node("never_built")))
    with duckdb.connect(database, read_only=True) as connection:
        tables = connection.execute("select table_name, comment from duckdb_tables()").fetchall()
        columns = connection.execute(
            "select column_name, comment from duckdb_columns() where not internal"
        ).fetchall()
    assert [name for name, _ in tables] == ["t"]
    assert dict(columns)["Undescribed"] is None
    assert dict(columns)["own_x"].startswith("The company's own dimension x;")
    for comment in (tables[0][1], dict(columns)[column]):
        assert comment.startswith("'; drop table t; -- \" $dbt_comment_literal_block$ \\")
        assert HOSTILE_SHOWN in comment


def test_every_public_table_and_column_carries_its_meaning(miniature_home: Path) -> None:
    database = miniature_home / "current" / "leadmart.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables()"
        ).fetchall()
        columns = connection.execute(
            "select schema_name, table_name, column_name, comment from duckdb_columns()"
            " where not internal"
        ).fetchall()
    assert {schema for schema, _, _ in tables} == set(PUBLIC_SCHEMAS)
    without = [f"{schema}.{table}" for schema, table, comment in tables if not comment]
    without += [".".join(column[:3]) for column in columns if not column[3]]
    assert without == []
    comments = {(schema, table): comment for schema, table, comment in tables}
    assert comments["metrics", "win_rate"].startswith("One row is")
    assert "`" not in "".join(comments.values())


# The page -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def page(miniature_home: Path) -> str:
    """The page as it was published."""
    return (miniature_home / "current" / "docs" / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def shown(page: str) -> dict[str, Any]:
    """The manifest and the catalog that the page holds."""
    begin = page.index('{manifest:{"nodes"') + len("{manifest:")
    manifest, length = json.JSONDecoder().raw_decode(page[begin:])
    begin += length
    assert page[begin:].startswith(",catalog:{")
    catalog, _ = json.JSONDecoder().raw_decode(page[begin + len(",catalog:") :])
    return {"manifest": manifest, "catalog": catalog}


def test_everything_is_described(shown: dict[str, Any]) -> None:
    manifest = shown["manifest"]
    kinds = ("model", "seed", "snapshot")
    nodes = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in kinds
    }
    for part in ("sources", "exposures"):
        assert manifest[part]
        nodes |= manifest[part]
    assert {node["resource_type"] for node in nodes.values()} == {*kinds, "source", "exposure"}
    without = [unique_id for unique_id, node in nodes.items() if not node["description"].strip()]
    without += [
        f"{unique_id}.{name}"
        for unique_id, node in nodes.items()
        for name, column in node.get("columns", {}).items()
        if not column["description"].strip()
    ]
    assert without == []


def test_every_column_that_was_built_is_described(shown: dict[str, Any]) -> None:
    manifest = shown["manifest"]
    without = [
        f"{unique_id}.{column}"
        for unique_id, table in shown["catalog"]["nodes"].items()
        if table["metadata"]["schema"] in PUBLIC_SCHEMAS
        for column in table["columns"]
        if column not in manifest["nodes"][unique_id]["columns"]
    ]
    assert without == []


def test_the_page_shows_the_rows_of_the_release(
    shown: dict[str, Any], miniature_home: Path
) -> None:
    release = json.loads((miniature_home / "current" / "manifest.json").read_text("utf-8"))
    catalog = {
        f"{table['metadata']['schema']}.{table['metadata']['name']}": table["stats"]["rows"][
            "value"
        ]
        for table in shown["catalog"]["nodes"].values()
        if table["metadata"]["schema"] in PUBLIC_SCHEMAS
    }
    assert catalog == {name: table["rows"] for name, table in release["tables"].items()}
    private = {table["metadata"]["schema"] for table in shown["catalog"]["nodes"].values()}
    assert {"staging", "intermediate"} <= private
    assert shown["catalog"]["sources"]


def test_what_people_look_at_has_an_owner(shown: dict[str, Any]) -> None:
    exposures = {node["name"]: node for node in shown["manifest"]["exposures"].values()}
    assert {"dashboard", "workbook", "report", "bi_tools"} <= exposures.keys()
    for exposure in exposures.values():
        assert exposure["owner"]["name"]
        assert exposure["owner"]["email"].endswith(".example")
        tables = [shown["manifest"]["nodes"][name] for name in exposure["depends_on"]["nodes"]]
        assert tables
        assert {table["schema"] for table in tables} <= set(PUBLIC_SCHEMAS)


@pytest.mark.parametrize(
    ("exposure", "code"),
    [("dashboard", "dashboard"), ("workbook", "workbook"), ("report", "digest")],
)
def test_an_exposure_names_the_tables_that_its_code_reads(
    exposure: str, code: str, shown: dict[str, Any]
) -> None:
    nodes = shown["manifest"]["nodes"]
    tables = {
        f"{node['schema']}.{node['name']}": unique_id
        for unique_id, node in nodes.items()
        if node["resource_type"] == "model" and node["schema"] in PUBLIC_SCHEMAS
    }
    pages = ROOT / "leadmart" / "pages"
    paths = [*(pages / code).rglob("*.py"), pages / "doubts.py", pages / "standings.py"]
    text = "".join(path.read_text("utf-8") for path in paths)
    read = {tables[name] for name in re.findall(r"\b[a-z]+\.[a-z_]+\b", text) if name in tables}
    assert read
    said = shown["manifest"]["exposures"][f"exposure.leadmart.{exposure}"]["depends_on"]["nodes"]
    assert set(said) == read


def test_the_page_tells_nothing_of_the_machine(
    page: str, shown: dict[str, Any], miniature_home: Path
) -> None:
    for folder in (ROOT, miniature_home, Path.home() / "x", Path(sys.prefix)):
        assert str(folder).removesuffix("x") not in page
    assert os.uname().nodename not in json.dumps(shown["manifest"]["metadata"])
    told = {name for name, value in shown["manifest"]["metadata"].items() if value}
    assert told == {"dbt_schema_version", "dbt_version", "project_name", "adapter_type", "quoting"}


def test_paths_and_users_are_left_out() -> None:
    code = "select * from read_csv('/srv/somewhere/leads.csv')"
    said = manifest_of(node("t", compiled_code=code, build_path="/srv/somewhere/target"))
    filled = docs.fill_page(docs.dbt_page(), docs.shown_manifest(said), {}, ["/srv/somewhere"])
    assert "somewhere" not in filled
    assert "read_csv('/leads.csv')" in filled
    assert "somebody" not in filled
    assert "/bin/hostile" not in filled


def test_a_page_of_another_make_is_refused() -> None:
    with pytest.raises(LeadmartError, match="otherwise than expected"):
        docs.fill_page("<html><head></head></html>", manifest_of(), {}, [])


def test_dbt_makes_its_docs_by_itself(tmp_path: Path) -> None:
    """As `dbt docs generate` does, but for the catalog, which takes a build; one model compiled."""
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "docs", "generate", "--static"),
            *("--empty-catalog", "--select", "win_rate"),
            *("--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")),
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "LEADMART_DATABASE": str(tmp_path / "leadmart.duckdb"),
            "LEADMART_WORK_DATABASE": str(tmp_path / "work.duckdb"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout[-2000:]
    page = (tmp_path / "target" / "static_index.html").read_text(encoding="utf-8")
    assert "What flows where" in page


# In a browser ---------------------------------------------------------------------------------


class Watched:
    """A page in a browser, and all that went wrong in it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.wrongs: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        page.on("dialog", lambda dialog: self.wrongs.append(f"dialog {dialog.message}"))
        page.on("requestfinished", self._asked)
        page.on("requestfailed", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.wrongs.append(message.text)

    def _asked(self, request: Any) -> None:
        """What the policy stopped never left; anything else but the page itself should not be."""
        if request.failure != "csp" and not request.url.startswith(("data:", self.address)):
            self.wrongs.append(f"asked for {request.url}: {request.failure}")

    def open(self, path: Path, place: str) -> str:
        """Opens a place of a page; gives the text one sees."""
        self.address = path.as_uri()
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#!/{place}")
        self.page.wait_for_selector(".app-frame h1, .model-markdown h1, .panel-body")
        return self.page.inner_text("body")


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(BROWSER_PATIENCE)
    yield Watched(page)
    page.close()


def test_a_reviewer_reads_the_page(watched: Watched, miniature_home: Path) -> None:
    path = miniature_home / "current" / "docs" / "index.html"
    overview = watched.open(path, "overview")
    assert "What flows where" in overview
    assert "Where tests live" in overview
    assert watched.page.locator("table:visible").count() >= 2
    icon = watched.page.locator("svg.menu-icon-off:visible use").first
    assert icon.get_attribute("href").startswith("#icn-")
    model = watched.open(path, "model/model.leadmart.win_rate")
    assert "One row is" in model
    assert "The metric's key" in model
    exposure = watched.open(path, "exposure/exposure.leadmart.bi_tools")
    assert "Analytics engineering" in exposure
    source = watched.open(path, "source/source.leadmart.inputs.leads")
    assert "lead_id" in source
    watched.open(path, "model/model.leadmart.win_rate?g_v=1&g_i=%2Bwin_rate%2B")
    watched.page.wait_for_selector("canvas")
    assert watched.wrongs == []


def test_hostile_descriptions_do_not_break_out(watched: Watched, tmp_path: Path) -> None:
    hostile = node(
        "t",
        description=HOSTILE,
        raw_code=HOSTILE,
        compiled_code=HOSTILE,
        columns={HOSTILE: {"name": HOSTILE, "description": HOSTILE, "data_type": HOSTILE}},
    )
    manifest = manifest_of(hostile)
    manifest["docs"] = {
        "doc.leadmart.__overview__": {
            "name": "__overview__",
            "package_name": "leadmart",
            "block_contents": f"# Overview\n\n{HOSTILE}",
        }
    }
    catalog = docs.catalog_of(
        manifest,
        {("core", "t"): {"columns": {HOSTILE: {"name": HOSTILE, "type": HOSTILE}}, "stats": {}}},
    )
    path = tmp_path / "index.html"
    path.write_text(docs.fill_page(docs.dbt_page(), docs.shown_manifest(manifest), catalog, []))
    for place in ("overview", "model/model.leadmart.t", "model/model.leadmart.t#code"):
        assert HOSTILE_SHOWN in watched.open(path, place)
        assert watched.page.evaluate("window.broken") is None
    watched.page.fill("input[placeholder^=Search]", "broken")
    watched.page.wait_for_timeout(500)
    assert watched.page.evaluate("window.broken") is None
    # What the policy refused is the picture from elsewhere, and nothing was asked for.
    assert [wrong for wrong in watched.wrongs if "Content Security Policy" not in wrong] == []
