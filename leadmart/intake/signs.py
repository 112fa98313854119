"""Systems that a place holds as a loader brings them or as their own page exports them.

Where there is a connector, its declaration tells what it reads. Other systems are told by tables or
headers that no other has; their tables are read as own exports, and the system is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadmart.errors import some_of
from leadmart.intake.exported import first_texts, told_by
from leadmart.intake.load_systems import is_called
from leadmart.intake.places import Table
from leadmart.intake.systems import System, SystemTable


@dataclass(frozen=True)
class Seen:
    """A system and what brought it."""

    key: str
    called: str
    loader: str

    # The inputs that its connector gives of what was found, in the order of its declaration; none
    # where there is no connector that reads it.
    inputs: tuple[str, ...] = ()
    # Those that have rows, and their columns that say something, as far as was looked.
    told: frozenset[str] = frozenset()

    @property
    def has_connector(self) -> bool:
        """Whether its tables can be read as what they are."""
        return bool(self.inputs)

    def __str__(self) -> str:
        by = "its own export" if self.loader == "export" else f"as {self.loader} loads it"
        return f"{self.called}, {by}"


# What systems call themselves.
_CALLED = {
    "hubspot": "HubSpot",
    "salesforce": "Salesforce",
    "ga4": "Google Analytics 4",
    "google_ads": "Google Ads",
    "linkedin_ads": "LinkedIn Ads",
    "meta_ads": "Meta Ads",
    "mailchimp": "Mailchimp",
    "stripe": "Stripe",
}
# Tables that are there together, in lower case.
_TABLES = (
    (("hubspot", "fivetran"), ("contact", "deal", "deal_pipeline_stage")),
    (("hubspot", "dlt"), ("contacts", "deals", "companies", "_dlt_loads")),
    (("salesforce", "fivetran"), ("account", "lead", "opportunity")),
    (("google_ads", "fivetran"), ("campaign_stats", "campaign_history")),
    (("linkedin_ads", "fivetran"), ("ad_analytics_by_campaign",)),
    (("meta_ads", "fivetran"), ("basic_ad", "ad_history")),
    (
        ("mailchimp", "fivetran"),
        ("campaign_recipient_activity", "campaign_recipient"),
    ),
    (("stripe", "fivetran"), ("invoice_line_item", "subscription_item")),
)
# Headers that are there together, in lower case.
_HEADERS = (
    (("hubspot", "export"), ("record id", "lifecycle stage")),
    (("hubspot", "export"), ("record id", "deal stage", "pipeline")),
    (("hubspot", "airbyte"), ("properties", "_airbyte_raw_id", "archived")),
    (("ga4", "export"), ("event_name", "user_pseudo_id")),
    (("salesforce", "airbyte"), ("systemmodstamp", "_airbyte_raw_id")),
    (("salesforce", "export"), ("systemmodstamp", "createdbyid")),
    (("salesforce", "export"), ("company / account", "lead owner")),
    (("salesforce", "export"), ("opportunity owner", "stage", "close date")),
    (("google_ads", "export"), ("campaign", "currency code", "cost", "impr.")),
    (
        ("linkedin_ads", "export"),
        ("start date (in utc)", "campaign name", "total spent"),
    ),
    (("meta_ads", "export"), ("reporting starts", "campaign name", "reach")),
    (("mailchimp", "export"), ("optin_time", "leid", "euid")),
    (("stripe", "export"), ("customer id", "plan", "status", "mrr")),
)


def system_of_tables(names: Iterable[str]) -> Seen | None:
    """The system whose tables these are, of one schema."""
    there = {name.lower() for name in names}
    return _seen(system for system, tables in _TABLES if there.issuperset(tables))


def system_of_headers(headers: Iterable[str]) -> Seen | None:
    """The system whose export has these headers."""
    there = {header.lower() for header in headers}
    return _seen(system for system, signs in _HEADERS if there.issuperset(signs))


def _seen(found: Iterator[tuple[str, str]]) -> Seen | None:
    first = next(found, None)
    return None if first is None else Seen(first[0], _CALLED[first[0]], first[1])


# By connectors --------------------------------------------------------------------------------


def connected(
    tables: Sequence[Table], declared: Mapping[str, Mapping[str, System]]
) -> list[tuple[Seen, list[Table]]]:
    """The systems with connectors among tables of one place, each with the tables that it reads.

    declared: system → loader → its tables.
    """
    found: list[tuple[Seen, list[Table]]] = []
    for loaders in declared.values():
        fitting = [
            (loader, read) for loader, system in loaders.items() if (read := _read(tables, system))
        ]
        if fitting:
            # Of two loaders, the one more of whose columns are there; pages alone write labels.
            loader, read = max(
                fitting,
                key=lambda one: (
                    _known(one[1], loaders[one[0]]),
                    _has_labels(one[1]) == (one[0] == "export"),
                ),
            )
            if (seen := seen_by(loaders[loader], read)).inputs:
                found.append((seen, read))
    # A table that many systems have (campaign) tells none where it is one of another's many.
    return [one for one in found if not any(_holds(other[1], one[1]) for other in found)]


def seen_by(system: System, read: Sequence[Table]) -> Seen:
    """A system and what its connector gives of tables; of such without rows, what they could."""
    told = system.given_by(_there(system, read, is_filled=True))
    given = told or system.given_by(_there(system, read, is_filled=False))
    inputs = tuple(name for name in system.inputs if name in given)
    return Seen(
        system.system, _CALLED.get(system.system, system.system), system.loader, inputs, told
    )


def _there(system: System, read: Sequence[Table], is_filled: bool) -> set[str]:
    """A system's tables among some, and their columns, as it names them.

    is_filled: those alone that hold values.
    """
    found = set()
    for table in read:
        headers = [one for one in table.headers if table.looks[one].filled or not is_filled]
        for declared in _declared(table, system):
            columns = declared.columns_under(headers)
            found |= {declared.name for _ in columns[:1]}
            found |= {f"{declared.name}.{column.name}" for column in columns}
    return found


def _declared(table: Table, system: System) -> list[SystemTable]:
    """What a table is of a system's, with all that this must have."""
    if system.loader == "export":
        exported = told_by(table.headers, system)
        return [] if exported is None else [exported]
    return [
        one
        for one in system.tables.values()
        if is_called(table.name, one, system) and one.is_whole_under(table.headers)
    ]


def _holds(tables: Sequence[Table], others: Sequence[Table]) -> bool:
    """Whether there are more tables than some others, and these among them."""
    return len(tables) > len(others) and all(one in tables for one in others)


def _read(tables: Sequence[Table], system: System) -> list[Table]:
    """The tables that a connector reads; none where one that it needs is not there."""
    if system.loader == "export":
        its = [one for one in tables if _maybe_exported(one, system) is not None]
        # Beside a file that is certainly its own, others that can be are.
        return its if any(_is_told(one, system) for one in its) else []
    found: list[Table] = []
    for declared in system.tables.values():
        here = [one for one in tables if is_called(one.name, declared, system)]
        if declared.required and not any(declared.is_whole_under(one.headers) for one in here):
            return []
        found += here
    return found


def _has_labels(tables: Sequence[Table]) -> bool:
    return any(" " in header for table in tables for header in table.headers)


def _known(tables: Sequence[Table], system: System) -> int:
    headers = [header for table in tables for header in table.headers]
    return sum(len(table.columns_under(headers)) for table in system.tables.values())


def _is_told(table: Table, system: System) -> bool:
    """Whether a file is certainly of a system's export: by its ids, and by its headers."""
    declared = _maybe_exported(table, system)
    return declared is not None and declared.is_told_by(table.headers)


def _maybe_exported(table: Table, system: System) -> SystemTable | None:
    """The table of a system's export that a file can be, with all that it must have."""
    if table.kind != "text" or system.loader != "export":
        return None
    declared = told_by(table.headers, system)
    is_its = declared is not None and declared.has_its_ids(first_texts(table.looks))
    return declared if is_its else None


def open_export(table: Table, declared: Mapping[str, Mapping[str, System]]) -> Seen | None:
    """The system whose export a file can be, where neither its ids nor its headers decide."""
    for name, loaders in declared.items():
        for system in loaders.values():
            if _maybe_exported(table, system) is not None:
                return Seen(name, _CALLED.get(name, name), "export")
    return None


def lacks(seen: Seen, table: Table, declared: Mapping[str, Mapping[str, System]]) -> str:
    """What a table lacks that the connector of the system that it seems to be of must have.

    Nothing where there is no connector for it.
    """
    system = declared.get(seen.key, {}).get(seen.loader)
    if system is None:
        return ""
    nearest = max(system.tables.values(), key=lambda one: len(one.columns_under(table.headers)))
    there = nearest.columns_under(table.headers)
    names = [one.name for one in nearest.columns if one.required and one not in there]
    return some_of(names, len(names))
