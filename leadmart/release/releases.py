"""The releases of a home as they come and go: who is at work, which is current, which are kept."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from leadmart.errors import BUSY, FAILED, LeadmartError
from leadmart.home import (
    DATABASE,
    Home,
    checked_id,
    current_id,
    list_releases,
    read_manifest,
    release_folders,
)

_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
_DELETED = ".deleted-"
_FLIPPING = ".current-"
_JOURNAL_LINES = 1000
# How long the child of a run that was killed may take to go.
_ORPHAN_SECONDS = 60.0


def open_home(root: Path) -> Home:
    """A home that can be written to."""
    home = Home(root)
    try:
        root.mkdir(mode=0o750, parents=True, exist_ok=True)
        home.releases.mkdir(mode=0o750, exist_ok=True)
        home.runs.mkdir(mode=0o750, exist_ok=True)
        home.history.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise LeadmartError(
            f"cannot be written ({error.strerror})", where=str(root), mend="choose another --home"
        ) from error
    if home.current.exists() and not home.current.is_symlink():
        raise LeadmartError(
            "is no link, so a release cannot be published there",
            where=str(home.current),
            mend="move it away or choose another --home",
        )
    return home


# Ids ------------------------------------------------------------------------------------------


def new_id(home: Home) -> str:
    """An id that sorts behind all others, even when the clock was set back."""
    moment = datetime.now(UTC)
    taken = [path.name for folder in (home.releases, home.runs) for path in release_folders(folder)]
    if taken:
        newest = datetime.strptime(max(taken).split("-")[0], _TIME_FORMAT).replace(tzinfo=UTC)
        moment = max(moment, newest + timedelta(seconds=1))
    return f"{moment.strftime(_TIME_FORMAT)}-{secrets.token_hex(3)}"


# The lock -------------------------------------------------------------------------------------


@contextmanager
def locked(home: Home, run_id: str, command: str) -> Iterator[int]:
    """Holds the home's lock and gives its descriptor, to be handed to the child.

    A lock dies with the last process that holds it, so a file left behind by a killed run is none.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(home.lock, flags, 0o640)
    try:
        _take(descriptor)
        holder = {"pid": os.getpid(), "since": _now(), "id": run_id, "command": command}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield descriptor
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    patience = time.monotonic() + _ORPHAN_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
        holder = _holder(descriptor)
        if _is_alive(holder.get("pid")) or time.monotonic() > patience:
            raise LeadmartError(
                f"another run holds the lock: {describe_holder(holder)}",
                mend="wait until it has ended",
                code=BUSY,
            )
        time.sleep(0.1)


def holder_of(home: Home) -> dict[str, Any] | None:
    """Who is at work in a home, if anybody."""
    try:
        descriptor = os.open(home.lock, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except OSError:
        return _holder(descriptor)
    finally:
        os.close(descriptor)


def describe_holder(holder: dict[str, Any]) -> str:
    """A holder in words."""
    if not holder:
        return "it has not said who it is yet"
    return (
        f"{holder.get('command', 'run')} {holder.get('id', '?')}, process {holder.get('pid', '?')},"
        f" since {holder.get('since', '?')}"
    )


def _holder(descriptor: int) -> dict[str, Any]:
    try:
        holder = json.loads(os.pread(descriptor, 4096, 0) or b"{}")
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def _is_alive(pid: object) -> bool:
    """Whether a process is there. A holder that has not signed yet counts as alive."""
    if not isinstance(pid, int):
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state == "Z"


# What changes ---------------------------------------------------------------------------------


def flip(home: Home, release_id: str | None) -> None:
    """Makes a release the current one, or none. Readers see the old or the new, nothing between."""
    if release_id is None:
        home.current.unlink(missing_ok=True)
    else:
        link = home.root / f"{_FLIPPING}{checked_id(release_id)}"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / release_id)
        os.replace(link, home.current)
    sync(home.root)


def rollback_target(home: Home, release_id: str | None) -> str:
    """The release to go back to: the one named, else the one before."""
    published = current_id(home)
    known = [release.release_id for release in list_releases(home)]
    if release_id is None:
        earlier = [one for one in known if published is not None and one < published]
        if not earlier:
            raise LeadmartError(
                "there is no earlier release", where=str(home.root), mend="see `status` for the ids"
            )
        release_id = earlier[-1]
    elif checked_id(release_id) not in known:
        raise LeadmartError(
            "there is no such release", where=release_id, mend="see `status` for the ids"
        )
    return release_id


def flip_and_check(home: Home, release_id: str) -> None:
    """Makes a release the current one, opens it as a reader would, and goes back if that fails."""
    published = current_id(home)
    flip(home, release_id)
    found = stamped_id(home.current / DATABASE)
    if found != release_id:
        flip(home, published)
        raise LeadmartError(
            f"what was published is not what was built ({found or 'it cannot be opened'})",
            where=release_id,
            mend="build again; the release before is current again",
            code=FAILED,
        )


def stamped_id(database: Path) -> str | None:
    """The release id that a database itself states; nothing if it cannot be opened."""
    import duckdb

    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            row = connection.execute("select release_id from quality.release()").fetchone()
    except duckdb.Error:
        return None
    return row[0] if row else None


def retain(home: Home, keep: int) -> list[str]:
    """Deletes all but the last releases; the current one always stays. Gives what it deleted."""
    known = [path.name for path in release_folders(home.releases)]
    doomed = [one for one in known[:-keep] if one != current_id(home)]
    for release_id in doomed:
        _delete(home.releases / release_id)
    for path in release_folders(home.runs)[:-keep] + _orphans(home):
        _delete(path)
    _shorten(home.journal)
    return doomed


def clear_leftovers(home: Home) -> list[str]:
    """Deletes what runs that were killed left behind. Only under the lock."""
    leftovers = [home.building] if home.building.exists() else []
    leftovers += [path for path in home.root.glob(f"{_FLIPPING}*") if path.is_symlink()]
    for folder in (home.releases, home.runs, home.history):
        leftovers += folder.glob(f"{_DELETED}*")
    leftovers += [path for path in release_folders(home.releases) if read_manifest(path) is None]
    leftovers += _orphans(home)
    for path in leftovers:
        if path.is_symlink():
            path.unlink()
        else:
            _remove(path)
    return [str(path.relative_to(home.root)) for path in leftovers]


def remove_release(home: Home, release_id: str) -> None:
    """Deletes a release that did not hold what it should."""
    path = home.release(release_id)
    if path.exists():
        _delete(path)


def append_journal(home: Home, record: dict[str, Any]) -> None:
    """One line for a run, whole or not at all."""
    line = (json.dumps(record, ensure_ascii=False) + "\n").encode()
    descriptor = os.open(home.journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def sync(path: Path) -> None:
    """Has the disk hold a file or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _orphans(home: Home) -> list[Path]:
    """What builds remember whose release is gone, or was never published."""
    kept = {path.name for path in release_folders(home.releases)}
    return [path for path in release_folders(home.history) if path.name not in kept]


def _shorten(journal: Path) -> None:
    try:
        lines = journal.read_bytes().splitlines(keepends=True)
    except OSError:
        return
    if len(lines) > 2 * _JOURNAL_LINES:
        shorter = journal.with_name(".runs.jsonl")
        shorter.write_bytes(b"".join(lines[-_JOURNAL_LINES:]))
        shorter.chmod(0o640)
        os.replace(shorter, journal)


def _delete(path: Path) -> None:
    """Takes a folder out of sight at once and then deletes it."""
    doomed = path.with_name(f"{_DELETED}{path.name}")
    os.replace(path, doomed)
    _remove(doomed)


def _remove(path: Path) -> None:
    for folder, _, _ in os.walk(path):
        os.chmod(folder, 0o750)
    shutil.rmtree(path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
