"""Stands in for the systems' APIs: answers as they do, page by page, with a company's rows.

Each system is a function from a request's path and parameters to the answer's JSON; the rows are
those of leadmart.demo.systems, written the way in which the API says them.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

Parameters = dict[str, str]
Answer = Callable[[str, Parameters], "dict[str, Any] | None"]
Table = list[dict[str, str]]

TOKEN = "made-up-token"
# Under this name an answer finds its own address, for links from page to page.
HOST = "host"
PAGE = 100


@contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[tuple[str, Parameters]]]]:
    """The address of an API that answers so, and the requests that it got."""
    asked: list[tuple[str, Parameters]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            parameters = dict(parse_qsl(split.query))
            asked.append((split.path, parameters))
            body = answer(split.path, parameters | {HOST: f"http://{self.headers['Host']}"})
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self.send_error(401)
            elif body is None:
                self.send_error(404)
            else:
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


# HubSpot --------------------------------------------------------------------------------------


def hubspot(tables: dict[str, Table]) -> Answer:
    """HubSpot's CRM API, with the tables that dlt would make of it."""

    def answer(path: str, said: Parameters) -> dict[str, Any] | None:
        if path == "/crm/v3/pipelines/deals":
            return {"results": [_pipeline(one, tables) for one in tables["pipelines_deals"]]}
        kind = path.removeprefix("/crm/v3/objects/")
        if kind not in tables:
            return None
        rows = [row for row in tables[kind] if row["is_deleted"] == said["archived"]]
        first = int(said.get("after", 0))
        page = rows[first : first + int(said["limit"])]
        body: dict[str, Any] = {"results": [_record(kind, row, said, tables) for row in page]}
        if first + len(page) < len(rows):
            body["paging"] = {"next": {"after": str(first + len(page))}}
        return body

    return answer


def _record(
    kind: str, row: dict[str, str], said: Parameters, tables: dict[str, Table]
) -> dict[str, Any]:
    known = {name: value or None for name, value in row.items()}
    merged = [
        one["value"]
        for one in tables.get(f"{kind}__hs_merged_object_ids", [])
        if one["_dlt_parent_id"] == row.get("_dlt_id")
    ]
    if merged:
        known["hs_merged_object_ids"] = ";".join(merged)
    # What is asked for and not there is null, and what is not asked for is not said.
    record: dict[str, Any] = {
        "id": row["id"],
        "properties": {name: known.get(name) for name in said["properties"].split(",")},
        "archived": row["is_deleted"] == "true",
    }
    if "associations" in said:
        found = {
            other: _joined(tables.get(f"{kind}__{other}", []), row["id"], other)
            for other in said["associations"].split(",")
        }
        record["associations"] = {other: {"results": one} for other, one in found.items() if one}
    if "propertiesWithHistory" in said:
        record["propertiesWithHistory"] = {
            name: _history(tables, kind, row["id"], name)
            for name in said["propertiesWithHistory"].split(",")
        }
    return record


def _joined(pairs: Table, record: str, other: str) -> list[dict[str, str]]:
    return [
        {"id": pair[f"{other}_id"], "type": "joined"} for pair in pairs if pair["value"] == record
    ]


def _history(tables: dict[str, Table], kind: str, record: str, name: str) -> list[dict[str, str]]:
    if name == "dealstage":
        return [
            {"value": row["stage"], "timestamp": row["hs_date_enteredx"]}
            for row in tables["stages_timing_deals"]
            if row["id"] == record
        ]
    return [
        {"value": row["value"], "timestamp": row["timestamp"], "sourceType": "CRM_UI"}
        for row in tables[f"{kind}_property_history"]
        if row["object_id"] == record and row["property_name"] == name
    ]


def _pipeline(row: dict[str, str], tables: dict[str, Table]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "label": "Sales",
        "stages": [
            {
                "id": stage["id"],
                "label": stage["label"],
                "metadata": {
                    "isClosed": stage["metadata__is_closed"],
                    "probability": stage["metadata__probability"],
                },
            }
            for stage in tables["pipelines_deals__stages"]
            if stage["_dlt_parent_id"] == row["_dlt_id"]
        ],
    }


# Salesforce -----------------------------------------------------------------------------------

_QUERY = re.compile(r"select (.+) from (\w+) where (\w+) >= (\S+)")


def salesforce(tables: dict[str, Table]) -> Answer:
    """Salesforce's REST API, with its objects under the API's names."""
    objects = {name.title().replace("_", ""): rows for name, rows in tables.items()}

    def answer(path: str, said: Parameters) -> dict[str, Any] | None:
        place = path.removeprefix("/services/data/v61.0/")
        if place == "sobjects":
            return {"sobjects": [{"name": name} for name in objects]}
        described = re.fullmatch(r"sobjects/(\w+)/describe", place)
        if described:
            return {"fields": [{"name": name} for name in objects[described[1]][0]]}
        if place == "queryAll":
            return _page_of(said["q"], 0)
        more = re.fullmatch(r"query/0r8-(\d+)-(.+)", place)
        if more:
            return _page_of(bytes.fromhex(more[2]).decode(), int(more[1]))
        return None

    def _page_of(query: str, first: int) -> dict[str, Any]:
        asked = _QUERY.fullmatch(query)
        assert asked, query
        names, name, cursor, since = asked[1].split(", "), asked[2], asked[3], asked[4]
        rows = [row for row in objects[name] if row[cursor] >= since]
        page = rows[first : first + PAGE]
        body: dict[str, Any] = {
            "totalSize": len(rows),
            "done": first + len(page) >= len(rows),
            "records": [
                {"attributes": {"type": name, "url": f"/services/data/v61.0/sobjects/{name}"}}
                | {one: row[one] or None for one in names}
                for row in page
            ],
        }
        if not body["done"]:
            place = f"0r8-{first + len(page)}-{query.encode().hex()}"
            body["nextRecordsUrl"] = f"/services/data/v61.0/query/{place}"
        return body

    return answer


# Meta -----------------------------------------------------------------------------------------


def meta_ads(tables: dict[str, Table]) -> Answer:
    """Meta's Marketing API."""

    def answer(path: str, said: Parameters) -> dict[str, Any] | None:
        name = {"insights": "ads_insights", "campaigns": "campaigns"}[path.rsplit("/", 1)[1]]
        rows: list[dict[str, Any]] = [dict(row) for row in tables[name]]
        if name == "ads_insights":
            for row in rows:
                row["actions"] = json.loads(row["actions"])
                row["account_currency"] = "USD"
            span = json.loads(said["time_range"])
            rows = [row for row in rows if span["since"] <= row["date_start"] <= span["until"]]
        first = int(said.get("after", 0))
        page = [
            {one: row[one] for one in said["fields"].split(",") if row.get(one)}
            for row in rows[first : first + PAGE]
        ]
        body: dict[str, Any] = {"data": page, "paging": {"cursors": {"after": "x"}}}
        if first + len(page) < len(rows):
            asked = {name: value for name, value in said.items() if name != HOST}
            query = urlencode({**asked, "after": first + len(page)})
            body["paging"]["next"] = f"{said[HOST]}{path}?{query}"
        return body

    return answer


# Stripe ---------------------------------------------------------------------------------------

# Stripe gives so many of a list within a record.
WITHIN = 10


def stripe(tables: dict[str, Table]) -> Answer:
    """Stripe's API, with its objects as tables of JSON."""
    lists = {f"/v1/{name}": [_object(row) for row in rows] for name, rows in tables.items()}
    items = lists.pop("/v1/subscription_items")
    for one in lists["/v1/subscriptions"]:
        own = [item for item in items if item["subscription"] == one["id"]]
        one["items"] = {"data": own, "has_more": False, "url": "/v1/subscription_items"}
    # Which invoice a line stands on is no matter: the first has more than one page of them.
    lines = lists.pop("/v1/invoice_line_items")
    for number, one in enumerate(lists["/v1/invoices"]):
        own = lines[: 2 * PAGE] if number == 0 else lines[2 * PAGE + number - 1 :][:1]
        url = f"/v1/invoices/{one['id']}/lines"
        one["lines"] = {"data": own[:WITHIN], "has_more": len(own) > WITHIN, "url": url}
        lists[url] = own

    def answer(path: str, said: Parameters) -> dict[str, Any] | None:
        rows = lists.get(path)
        if rows is None:
            return None
        after = said.get("starting_after")
        first = next((place + 1 for place, row in enumerate(rows) if row["id"] == after), 0)
        page = rows[first : first + int(said["limit"])]
        return {"object": "list", "data": page, "has_more": first + len(page) < len(rows)}

    return answer


def _object(row: dict[str, str]) -> dict[str, Any]:
    """A row with its objects opened, and with NULL where it says nothing."""
    return {
        name: json.loads(text) if text.startswith("{") else text or None
        for name, text in row.items()
    }
