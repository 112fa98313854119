"""A question to the current release: opened for it alone, closed behind it.

Each question opens what `current` names at that moment, so that a server that runs for weeks
answers from today's release, and says which one it was.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leadmart.agents.rows import MOST_ROWS, as_objects, distinct
from leadmart.errors import REFUSED, LeadmartError, first_line
from leadmart.home import DATABASE, Home, current_id, read_manifest
from leadmart.reading import open_shut, table_names

if TYPE_CHECKING:
    import duckdb

# By place, or by name.
Parameters = Sequence[object] | Mapping[str, object]

# What one question may take.
SECONDS = 20.0
_LIMITS = {"memory_limit": "1GB", "threads": "2", "max_temp_directory_size": "0KB"}


@dataclass(frozen=True)
class Asked:
    """The current release, open for one question."""

    release_id: str
    manifest: Mapping[str, Any]
    connection: duckdb.DuckDBPyConnection

    @property
    def tables(self) -> set[str]:
        """Its tables, as `schema.table`."""
        return table_names(self.connection)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """All rows of a query of our own."""
        return self.connection.execute(sql, parameters).fetchall()

    def answer(
        self, sql: str, parameters: Parameters = (), limit: int = MOST_ROWS, **more: Any
    ) -> dict[str, Any]:
        """Rows of a query as an answer, with the release that they are from.

        limit: rows at most; `is_cut` says whether there are more. more: what else is to be said.
        """
        cursor = self.connection.execute(sql, parameters)
        names = distinct([one[0] for one in cursor.description or []])
        found, is_cut = as_objects(names, cursor.fetchmany(limit + 1), limit)
        return {
            "release": self.release_id,
            "as_of": self.manifest.get("as_of"),
            **more,
            "rows": found,
            "is_cut": is_cut,
        }


@contextmanager
def ask(home: Home, seconds: float = SECONDS) -> Iterator[Asked]:
    """The current release of a home, for one question that may take so many seconds.

    Raises LeadmartError where nothing is published, and where a question asks for too much.
    """
    import duckdb

    release_id = current_id(home)
    if release_id is None:
        raise LeadmartError(
            "nothing is published", where=str(home.root), mend="build first", code=REFUSED
        )
    # By its own name: what is current may change while the question is answered.
    folder = home.release(release_id)
    try:
        with open_shut(folder / DATABASE, _LIMITS) as connection:
            clock = threading.Timer(seconds, connection.interrupt)
            clock.daemon = True
            clock.start()
            try:
                yield Asked(release_id, read_manifest(folder) or {}, connection)
            finally:
                clock.cancel()
    except duckdb.InterruptException:
        raise LeadmartError(
            f"it took longer than {seconds:g} seconds", mend="ask for less", code=REFUSED
        ) from None
    except duckdb.OutOfMemoryException:
        raise LeadmartError(
            f"it needs more than {_LIMITS['memory_limit']} of memory",
            mend="ask for less",
            code=REFUSED,
        ) from None
    except duckdb.Error as error:
        raise LeadmartError(first_line(error), code=REFUSED) from None
