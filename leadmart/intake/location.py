"""Where inputs come from, as --input says it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from leadmart.errors import REFUSED, LeadmartError, mask
from leadmart.paths import checked_path, is_unicode

if TYPE_CHECKING:
    from leadmart.intake.company import Company

_POSTGRES = re.compile(r"postgres(ql)?://", re.I)
# What Spark reads itself: a prefix of files that its machines reach, a schema of its catalogue.
_PREFIX = re.compile(r"(file|s3a?|gs|abfss?|wasbs?|hdfs|viewfs):/.+", re.I)
_SPARK_SCHEMA = re.compile(r"spark:(?P<schema>[A-Za-z0-9_]+)", re.I)
_TABLES = re.compile(r"(?P<file>.+\.(duckdb|db|ddb)):(?P<schema>[^:/\\]+)", re.I)


@dataclass(frozen=True)
class Location:
    """Where inputs come from: the demo, a folder, a schema of a DuckDB file, or PostgreSQL.

    For Spark also: a prefix of files by its address, or a schema of its own catalogue.
    """

    kind: str
    # As it may be shown and stored: without a password.
    shown: str
    path: Path | None = None
    schema: str = ""
    address: str = ""
    company: Company | None = None

    @property
    def bytes(self) -> int:
        """How much is there to read, as far as one can tell from outside."""
        if self.path is None:
            return 0
        paths = list(self.path.iterdir()) if self.path.is_dir() else [self.path]
        for folder in [path for path in paths if path.is_dir()]:
            # An input may be a folder of its parts; what cannot be read is said when it is.
            with suppress(OSError):
                paths += folder.iterdir()
        return sum(path.stat().st_size for path in paths if path.is_file())


def locate(text: str | None, project: Path, company: Company | None = None) -> Location:
    """Where --input points, or a company file's sources are. Only the form is checked here."""
    if company is not None and company.sources:
        if text is not None:
            raise LeadmartError(
                "the company file names sources, and so does --input",
                where="--input",
                mend="leave one of them out",
                code=REFUSED,
            )
        return Location("company", str(company.path), company=company)
    return replace(_locate_input(text, project), company=company)


def _locate_input(text: str | None, project: Path) -> Location:
    if text is None:
        return Location("demo", "demo", path=project / "seeds" / "demo")
    if not is_unicode(text):
        raise LeadmartError("is not UTF-8", where="--input", mend="rename it", code=REFUSED)
    if _POSTGRES.match(text):
        address, schema = _split_schema(text)
        return Location("postgresql", mask(text), schema=schema, address=address)
    if _PREFIX.fullmatch(text):
        return Location("prefix", mask(text), address=text)
    own = _SPARK_SCHEMA.fullmatch(text)
    if own:
        return Location("spark", text, schema=own["schema"], address=own["schema"])
    tables = _TABLES.fullmatch(text)
    if tables and not Path(text).is_dir():
        path = _absolute(tables["file"], "DuckDB")
        shown = mask(f"{path}:{tables['schema']}")
        return Location("duckdb", shown, path=path, schema=tables["schema"])
    if not text:
        raise LeadmartError("is empty", where="--input", mend="name a folder", code=REFUSED)
    path = _absolute(text)
    return Location("folder", mask(str(path)), path=path)


def _absolute(text: str, *given_to: str) -> Path:
    return checked_path(Path(text).expanduser().absolute(), "--input", given_to)


def _split_schema(address: str) -> tuple[str, str]:
    """The address that the driver takes, and our own parameter `schema` of it (default public)."""
    base, question, query = address.partition("?")
    parameters = [part for part in query.split("&") if part]
    schemas = [part.removeprefix("schema=") for part in parameters if part.startswith("schema=")]
    rest = "&".join(part for part in parameters if not part.startswith("schema="))
    return f"{base}{question}{rest}" if rest else base, schemas[-1] if schemas else "public"
