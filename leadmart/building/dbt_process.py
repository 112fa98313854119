"""dbt in a process of its own, which dies with the run that started it.

python -m leadmart.building.dbt_process PARENT_PID ARGUMENTS…
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1


def die_with_parent(parent: int) -> None:
    """Asks the kernel to end this process when its parent ends, however that ends (Linux)."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def main() -> None:
    """Runs dbt with the arguments behind the parent's process id."""
    die_with_parent(int(sys.argv[1]))
    from dbt.cli.main import cli

    sys.argv = ["dbt", *sys.argv[2:]]
    cli()


if __name__ == "__main__":
    main()
