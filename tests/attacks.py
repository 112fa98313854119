"""What a hostile statement tries on a release: to read, write, load or change what it may not."""

from __future__ import annotations

from pathlib import Path


def attacks_on_a_release(outside: Path, folder: Path) -> list[str]:
    """Statements that a connection to a release must refuse.

    outside: a file that is there; folder: where `stolen*` would be written.
    """
    return [
        f"select * from read_csv('{outside}')",
        f"select * from '{outside}'",
        f"select * from read_text('{outside}')",
        "select * from read_blob('/etc/passwd')",
        "select * from glob('/*')",
        f"copy (select 1) to '{folder}/stolen.csv'",
        f"copy (select 1) to '{folder}/stolen.parquet' (format parquet)",
        f"export database '{folder}/stolen'",
        f"attach '{folder}/stolen.duckdb'",
        f"attach '{outside}' as outside",
        "install httpfs",
        "load httpfs",
        f"load '{outside}'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "set temp_directory = '/tmp'",
        f"import database '{folder}'",
        "create table core.new as select 1",
        "delete from core.fct_leads",
    ]
