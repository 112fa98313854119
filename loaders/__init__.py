"""Loads systems into a DuckDB file with dlt, for who has no loader: docs/loading.md.

One module per system says which of its API's pages are read and how; what of them is needed is
what models/connectors declares of the system's tables. Comes in: a token, an API. Goes out: the
system's tables as dlt delivers them, for `{system: …, loader: dlt, at: FILE}` in a company file.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from leadmart.intake.systems import SystemTable, read_systems
from leadmart.settings import PROJECT


def declared_tables(system: str) -> Mapping[str, SystemTable]:
    """What Leadmart reads of a system as dlt delivers it, table by table."""
    return read_systems(PROJECT)[system]["dlt"].tables


def run(
    system: str,
    api: str,
    token: str,
    config: Callable[[str, str, argparse.Namespace], dict[str, Any]],
    needs: tuple[str, ...] = (),
) -> int:
    """Loads a system as the command line says; returns the exit code.

    system: its name, also of its schema in the file.
    api: where its API is unless the command line says otherwise.
    token: the environment variable that holds the token.
    config: gives dlt's REST configuration for an address, a token and the command line.
    needs: further options that must be given.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m loaders.{system}",
        description=f"Loads {system} into a DuckDB file and says how many rows were written."
        f" The token stands in the environment variable {token}.",
    )
    parser.add_argument("file", type=Path, help="the DuckDB file, made if it is not there")
    parser.add_argument(
        "--api", default=api, required=not api, help="address of the API" + f" ({api})" * bool(api)
    )
    for name in needs:
        parser.add_argument(f"--{name}", required=True)
    said = parser.parse_args()
    if not os.environ.get(token):
        print(f"{token}: no token is set: export {token}=…", file=sys.stderr)
        return 2
    # A column that nobody has filled would be a warning.
    os.environ.setdefault("RUNTIME__LOG_LEVEL", "ERROR")
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    try:
        import dlt
        from dlt.pipeline.exceptions import PipelineStepFailed
        from dlt.sources.rest_api import rest_api_source
    except ImportError:
        print("dlt is not installed: pip install -r requirements-loaders.txt", file=sys.stderr)
        return 2
    pipeline = dlt.pipeline(
        pipeline_name=system,
        # Up to where was loaded stands in the file itself; beside it lies what dlt works on.
        pipelines_dir=str(said.file.resolve().with_suffix(".loading")),
        destination=dlt.destinations.duckdb(str(said.file.resolve())),
        dataset_name=system,
    )
    try:
        source = rest_api_source(config(said.api.rstrip("/"), os.environ[token], said), name=system)
        # Texts stay what the system says: what they mean is the connector's business.
        source.schema.remove_type_detection("iso_timestamp")
        pipeline.run(source)
    except PipelineStepFailed as error:
        reason = str(error.exception or error).splitlines()[0]
        print(f"{system}: nothing was loaded: {reason}", file=sys.stderr)
        return 1
    counted = pipeline.last_trace.last_normalize_info.row_counts
    for name in sorted(counted):
        if not name.startswith("_dlt"):
            print(f"{name}: {counted[name]}")
    return 0
