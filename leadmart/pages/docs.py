"""What the project says of its tables, as dbt's static page.

It is made from what the build left, without another run of dbt: the page is the one that
`dbt docs generate --static` makes, from the same manifest and a catalog read from the databases.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.building.build import read_artifact
from leadmart.building.plan import Plan
from leadmart.errors import LeadmartError
from leadmart.release.comments import described

if TYPE_CHECKING:
    import duckdb

PAGE = "docs/index.html"

_PLACEHOLDER = re.compile(r'"(MANIFEST|CATALOG)\.JSON INLINE DATA"')
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.S | re.I)
# Addresses that the page asks for before it has worked them out, or that lead nowhere.
_LINK = re.compile(r'<link rel="(shortcut icon|canonical)"[^>]*>')
_EARLY = ' xlink:href="{{'
_CODE = re.compile(r"(`+)(.+?)\1", re.S)

# What the page shows of the manifest; all else stays out of it.
_PARTS = ("nodes", "sources", "exposures", "metrics", "semantic_models", "saved_queries")
_METADATA = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type", "quoting")
_NOT_SHOWN = {
    *("build_path", "checksum", "compiled_path", "created_at", "doc_blocks", "file_key_name"),
    *("patch_path", "root_path", "unrendered_config", "unrendered_database", "unrendered_schema"),
    *("given", "expect", "overrides", "extra_ctes", "extra_ctes_injected", "defer_relation"),
}
_COLUMN = ("name", "description", "data_type", "constraints", "meta", "tags")
_CONFIG = ("contract", "enabled", "materialized", "schema", "severity", "tags")


def write_page(plan: Plan, connection: duckdb.DuckDBPyConnection) -> str:
    """Writes dbt's page of models, columns and lineage into the release; says what it holds."""
    import duckdb

    manifest = read_artifact(plan, "manifest.json")
    tables = _tables(connection)
    if plan.workplace.work.exists():
        with duckdb.connect(str(plan.workplace.work), read_only=True) as work:
            tables |= _tables(work)
    hidden = [str(plan.workplace.root), str(plan.settings.project)]
    page = fill_page(dbt_page(), shown_manifest(manifest), catalog_of(manifest, tables), hidden)
    path = plan.workplace.release / PAGE
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")
    return f"docs of {len(manifest['nodes'])} nodes"


def dbt_page() -> str:
    """The page as dbt ships it, without data."""
    from dbt.task.docs import DOCS_INDEX_FILE_PATH

    return Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")


def fill_page(
    page: str, manifest: dict[str, Any], catalog: dict[str, Any], hidden: list[str]
) -> str:
    """The page with its data and a policy under which nothing but its own script runs.

    hidden: folders whose paths are left out wherever they stand.
    Raises LeadmartError if the page is not one that the policy fits.
    """
    data = {"MANIFEST": manifest, "CATALOG": catalog}
    filled, places = _PLACEHOLDER.subn(lambda match: _embedded(data[match[1]], hidden), page)
    filled = _LINK.sub("", filled).replace(_EARLY, _EARLY.replace("xlink:", "ng-attr-"))
    head, begin, rest = filled.partition("<head>")
    if places != 2 or not begin:
        raise LeadmartError(
            "dbt's page is made otherwise than expected",
            where=PAGE,
            mend="pip install --require-hashes -r requirements.txt",
        )
    return f"{head}{begin}{_policy(rest)}{rest}"


def shown_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a manifest: no machine, no user, nothing of dbt's own macros."""
    shown = {
        part: {key: _shown_node(node) for key, node in manifest.get(part, {}).items()}
        for part in (*_PARTS, "unit_tests", "functions")
    }
    own = manifest["metadata"]["project_name"]
    named = {key for part in shown.values() for key in part}
    return shown | {
        "metadata": {name: manifest["metadata"].get(name) for name in _METADATA}
        | {"send_anonymous_usage_stats": False},
        "macros": {
            key: _shown_node(macro)
            for key, macro in manifest.get("macros", {}).items()
            if macro["package_name"] == own
        },
        "docs": {
            key: doc | {"block_contents": _without_markup(doc["block_contents"])}
            for key, doc in manifest.get("docs", {}).items()
            if doc["name"].startswith("__")
        },
        "groups": manifest.get("groups", {}),
        "parent_map": {
            key: parents for key, parents in manifest["parent_map"].items() if key in named
        },
    }


def catalog_of(
    manifest: dict[str, Any], tables: dict[tuple[str, str], dict[str, Any]]
) -> dict[str, Any]:
    """The catalog that dbt would write: what each node became in the databases."""
    catalog: dict[str, Any] = {"metadata": {}, "nodes": {}, "sources": {}, "errors": None}
    for part, unique_id, node in _relations(manifest):
        key = (node["schema"], node.get("identifier") or node.get("alias") or node["name"])
        if key in tables:
            catalog[part][unique_id] = {
                "unique_id": unique_id,
                "metadata": {
                    "type": "BASE TABLE" if "rows" in tables[key]["stats"] else "VIEW",
                    "database": node["database"],
                    "schema": key[0],
                    "name": key[1],
                    "owner": None,
                    "comment": None,
                },
                **tables[key],
            }
    return catalog


def _relations(manifest: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for part in ("nodes", "sources"):
        for unique_id, node in manifest[part].items():
            if node["resource_type"] in ("model", "seed", "snapshot", "source"):
                yield part, unique_id, node


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], dict[str, Any]]:
    """The tables and views of a database, with their columns and, of a table, its rows."""
    tables: dict[tuple[str, str], dict[str, Any]] = {}
    for schema, table, rows, column, kind, index in connection.execute(
        # The estimate is exact: nothing was deleted from a table that was just built.
        """
        select schema_name, table_name, estimated_size, column_name, data_type, column_index
        from duckdb_columns()
        left join duckdb_tables() using (database_name, schema_name, table_name)
        where database_name = current_database() and not duckdb_columns.internal
        order by schema_name, table_name, column_index
        """
    ).fetchall():
        found = tables.setdefault((schema, table), {"columns": {}, "stats": _stats(rows)})
        found["columns"][column] = {"name": column, "type": kind, "index": index, "comment": None}
    return tables


def _stats(rows: int | None) -> dict[str, Any]:
    """What the page shows in a model's head."""
    said: dict[str, Any] = {"has_stats": ("Has Stats?", rows is not None, False)}
    if rows is not None:
        said["rows"] = ("Rows", rows, True)
    return {
        key: {"id": key, "label": label, "value": value, "include": shown, "description": label}
        for key, (label, value, shown) in said.items()
    }


def _shown_node(node: dict[str, Any]) -> dict[str, Any]:
    shown = {
        name: value
        for name, value in node.items()
        if name not in _NOT_SHOWN and not name.startswith("unrendered")
    }
    shown["description"] = _without_markup(described(node))
    # A metric's line in the description says it.
    shown["meta"] = {
        key: said for key, said in (node.get("meta") or {}).items() if key != "metrics"
    }
    if "columns" in node:
        shown["columns"] = {
            key: {name: column[name] for name in _COLUMN if name in column}
            | {"description": _without_markup(column.get("description") or "")}
            for key, column in node["columns"].items()
        }
    if isinstance(node.get("config"), dict):
        shown["config"] = {name: node["config"][name] for name in _CONFIG if name in node["config"]}
    return shown


def _without_markup(markdown: str) -> str:
    """A description in which a tag is text; in code it is text anyway."""
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(markdown):
        parts += [markdown[end : code.start()].replace("<", "&lt;"), code[0]]
        end = code.end()
    return "".join([*parts, markdown[end:].replace("<", "&lt;")])


def _embedded(data: dict[str, Any], hidden: list[str]) -> str:
    """Data as a script may hold it: pure ASCII, and nothing that ends or opens an element."""
    text = json.dumps(data, separators=(",", ":"))
    for folder in hidden:
        # The root of everything would take every slash.
        if len(folder) > 1:
            text = text.replace(json.dumps(folder)[1:-1], "")
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _policy(rest: str) -> str:
    """A content security policy that lets the scripts of the page run as they are, and no other."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(match[1].encode()).digest()).decode()}'"
        for match in _SCRIPT.finditer(rest)
    )
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:;"
        " font-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="referrer" content="no-referrer">'
    )
