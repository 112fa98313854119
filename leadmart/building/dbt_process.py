"""dbt in a process of its own, which dies with the run that started it.

    python -m leadmart.building.dbt_process PARENT_PID ARGUMENTS…

Out: a line of JSON for each event that people or the run look at. dbt's own logs are left off: they
write out each of tens of thousands of events before they ask how much it matters.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# The file with what dbt read of this very project in an earlier run.
PARSED = "LEADMART_PARSED"
# What is said to dbt so that its own logs are left off.
WITHOUT_LOGS = ("--log-level", "none", "--log-level-file", "none", "--no-use-colors")

_SET_PARENT_DEATH_SIGNAL = 1
# The project in memory is millions of objects that stay: Python's defaults look them through for
# circles again and again, a fifth of the time that it takes to read them.
_OBJECTS_BETWEEN_LOOKS = (50_000, 20, 100)
_UNSEEN = ("debug", "test")

_one_line_at_a_time = threading.Lock()


def die_with_parent(parent: int) -> None:
    """Asks the kernel to end this process when its parent ends, however that ends (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def run(arguments: list[str]) -> int:
    """dbt in this process; gives 0, 1 where nodes failed, or 2 where dbt itself did."""
    gc.set_threshold(*_OBJECTS_BETWEEN_LOOKS)
    from dbt.cli.main import dbtRunner

    finished = dbtRunner(manifest=read_before(), callbacks=[_tell]).invoke(arguments)
    if finished.exception is not None:
        print(finished.exception, file=sys.stderr)
        return 2
    return 0 if finished.success else 1


def read_before() -> Manifest | None:
    """What dbt read of the project in an earlier run; nothing where that cannot be read."""
    from dbt.contracts.graph.manifest import Manifest

    if PARSED not in os.environ:
        return None
    try:
        manifest = Manifest.from_msgpack(Path(os.environ[PARSED]).read_bytes())
    except Exception:
        # Whatever is wrong with it, dbt can read the project itself.
        return None
    manifest.build_flat_graph()
    return manifest


def _tell(event: Any) -> None:
    info, data = event.info, event.data
    if info.level in _UNSEEN:
        return
    said = {
        "name": info.name,
        "level": info.level,
        "message": info.msg,
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    if info.name == "ConcurrencyLine":
        said["nodes"] = data.node_count
    elif info.name == "LogStartLine":
        said |= {"nodes": data.total, "node": data.node_info.node_name}
    elif info.name == "PrintEvent":
        said["message"] = data.msg
    with _one_line_at_a_time:
        print(json.dumps(said), flush=True)


def main() -> None:
    """Runs dbt with the arguments behind the parent's process id."""
    die_with_parent(int(sys.argv[1]))
    sys.exit(run(sys.argv[2:]))


if __name__ == "__main__":
    main()
