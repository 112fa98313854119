"""The miniature company as a German firm exports it, and its rows in the contract's own shape."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tests.compiled import MINIATURE

Row = Mapping[str, str]


def german_day(text: str) -> str:
    """2026-05-01 as 01.05.2026."""
    try:
        return datetime.fromisoformat(text).strftime("%d.%m.%Y")
    except ValueError:
        return text


def german_moment(text: str) -> str:
    """A moment as 01.05.2026 10:00:00, in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    moment = moment.astimezone(UTC) if moment.tzinfo else moment
    return moment.strftime("%d.%m.%Y %H:%M:%S")


def german_amount(text: str) -> str:
    """1234.5 as 1.234,50 €."""
    return f"{german_number(text)} €" if text else ""


def german_coded_amount(text: str) -> str:
    """1234.5 as 1.234,50 EUR."""
    return f"{german_number(text)} EUR" if text else ""


def german_number(text: str) -> str:
    """1234.5 as 1.234,50; what is no number stays."""
    try:
        return f"{Decimal(text):,.4f}".translate(str.maketrans(".,", ",."))
    except InvalidOperation:
        return text


def german_count(text: str) -> str:
    """1234 as 1.234."""
    return f"{int(text):,}".replace(",", ".") if text.isdigit() else text


def yes_no(text: str) -> str:
    """true as ja."""
    return {"true": "ja", "yes": "ja", "false": "nein", "no": "nein"}.get(text.lower(), text)


def _as_is(text: str) -> str:
    return text


OUTCOMES = {
    "attended": "Stattgefunden",
    "no_show": "Nicht erschienen",
    "cancelled": "Abgesagt",
    "scheduled": "Geplant",
    "rescheduled": "Verschoben",
}

# Input → the file's name, and of each column its heading and how a German export writes it.
GERMAN: dict[str, tuple[str, dict[str, tuple[str, Callable[[str], str]]]]] = {
    "leads": (
        "Kontakte.csv",
        {
            "lead_id": ("Kontakt-ID", _as_is),
            "created_at": ("Erstellt am", german_moment),
            "account_id": ("Firma-ID", _as_is),
            "email": ("E-Mail-Adresse", _as_is),
            "lead_source": ("Lead-Quelle", _as_is),
            "is_deleted": ("Gelöscht", yes_no),
        },
    ),
    "accounts": (
        "Firmen.csv",
        {
            "account_id": ("Firma-ID", _as_is),
            "account_name": ("Firmenname", _as_is),
            "industry": ("Branche", _as_is),
            "employee_count": ("Anzahl Mitarbeiter", german_count),
            "country": ("Land", _as_is),
            "target_account": ("Zielkunde", yes_no),
        },
    ),
    "deals": (
        "Verkaufschancen.csv",
        {
            "deal_id": ("Deal-ID", _as_is),
            "created_at": ("Angelegt am", german_moment),
            "account_id": ("Firma-ID", _as_is),
            "lead_id": ("Kontakt-ID", _as_is),
            "amount": ("Auftragswert", german_number),
            "currency": ("Währung", _as_is),
            "stage": ("Phase", _as_is),
            "closed_at": ("Abschlussdatum", german_moment),
            "is_won": ("Gewonnen", yes_no),
            "lost_reason": ("Verlustgrund", _as_is),
            "owner": ("Besitzer", _as_is),
        },
    ),
    "meetings": (
        "Termine.csv",
        {
            "meeting_id": ("Termin-Nr.", _as_is),
            "booked_at": ("Gebucht am", german_moment),
            "scheduled_for": ("Termin am", german_moment),
            "outcome": ("Ergebnis", lambda word: OUTCOMES.get(word.lower(), word)),
            "lead_id": ("Kontakt-ID", _as_is),
            "deal_id": ("Deal-ID", _as_is),
        },
    ),
    "ad_spend": (
        "Werbekosten.csv",
        {
            "date_day": ("Tag", german_day),
            "platform": ("Plattform", _as_is),
            "campaign_id": ("Kampagnen-ID", _as_is),
            "ad_id": ("Anzeigen-ID", _as_is),
            "spend": ("Kosten", german_amount),
            "impressions": ("Impressionen", german_count),
            "clicks": ("Klicks", german_count),
        },
    ),
    "invoices": (
        "Rechnungen.csv",
        {
            "invoice_id": ("Rechnungsnummer", _as_is),
            "account_id": ("Kunden-Nr.", _as_is),
            "invoice_date": ("Rechnungsdatum", german_day),
            "amount": ("Nettobetrag", german_coded_amount),
        },
    ),
}
TITLED = ("ad_spend", "leads")


def miniature(name: str) -> list[dict[str, str]]:
    """The rows of an input of the miniature company."""
    with (MINIATURE / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream)]


def write_german(folder: Path) -> dict[str, list[dict[str, str | None]]]:
    """Exports with semicolons, latin-1, titles, totals, German days and amounts in €.

    Returns the same rows in the contract's shape.
    """
    folder.mkdir(parents=True, exist_ok=True)
    same: dict[str, list[dict[str, str | None]]] = {}
    for name, (file, columns) in GERMAN.items():
        rows = miniature(name)
        carried = [column for column in columns if rows and column in rows[0]]
        euros = name in ("ad_spend", "invoices")
        same[name] = [
            {column: row[column] or None for column in carried}
            | ({"currency": "EUR"} if euros else {})
            for row in rows
        ]
        with (folder / file).open("w", encoding="cp1252", newline="") as stream:
            if name in TITLED:
                stream.write("Auswertung für die Geschäftsführung\r\nStand: 31.03.2026\r\n")
            writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
            writer.writerow([columns[column][0] for column in carried])
            for row in rows:
                writer.writerow([columns[column][1](row[column]) for column in carried])
            if name == "ad_spend":
                writer.writerow(["Summe", "", "", "", "99.999,00 €", "", ""][: len(carried)])
    return same
