"""A PostgreSQL server of a test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _server_programs() -> Path | None:
    """Where PostgreSQL's programs are, if they are installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@contextmanager
def server(password: str) -> Iterator[str]:
    """A real server on a socket of its own; gives its address. Skips where there is none."""
    pytest.importorskip(
        "adbc_driver_postgresql", reason="requirements-postgres.txt is not installed"
    )
    programs = _server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed")
    # A socket's path may not be long.
    folder = Path(f"/tmp/leadmart-postgresql-{os.getpid()}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    user = _plain_user(folder)
    run = {"check": True, "capture_output": True, "user": user}
    try:
        kept = folder / "password"
        kept.write_text(password)
        if user is not None:
            shutil.chown(kept, user)
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                folder / "data",
                "-U",
                "reader",
                "-A",
                "scram-sha-256",
                f"--pwfile={kept}",
                "-E",
                "UTF8",
                "--locale=C",
            ],
            **run,
        )
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run(
            [
                programs / "pg_ctl",
                "-D",
                folder / "data",
                "-o",
                options,
                "-w",
                "-l",
                folder / "log",
                "start",
            ],
            **run,
        )
        yield f"postgresql://reader:{password}@/postgres?host={folder}"
        subprocess.run(
            [programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **run
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain_user(folder: Path) -> str | None:
    """The server refuses to run as root: then somebody else owns the folder."""
    if os.getuid() != 0:
        return None
    for user in ("postgres", "nobody"):
        try:
            shutil.chown(folder, user)
            return user
        except LookupError:
            continue
    pytest.skip("there is no user to run PostgreSQL as")
