"""Spark in a process of its own, for one action, gone with the run that started it.

    python -m leadmart.building.spark.process PARENT_PID ORDER.json [DBT ARGUMENTS…]

The order says what to do; the answer is written beside it. Spark's own process (the JVM) ends when
this one does, however that ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leadmart.building import dbt_process
from leadmart.building.plan import PUBLIC_SCHEMAS
from leadmart.building.spark import catalogue, intake

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Order = dict[str, Any]
Answer = dict[str, Any]

_SECONDS_TO_GO = 30.0


class Refusal(Exception):
    """What a user can mend: what, where, what to do; refused inputs end with another code."""

    def __init__(self, what: str, where: str = "", mend: str = "", refused: bool = False) -> None:
        self.what, self.where, self.mend, self.refused = what, where, mend, refused
        super().__init__(what)


# The session ----------------------------------------------------------------------------------


@contextmanager
def session(order: Order) -> Iterator[SparkSession]:
    """A session as profiles.yml sets it up, and its JVM gone at the end."""
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

    jvm = Path(order["jvm"])
    wait_for_last(jvm)
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in _parameters(order["project"]).items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    process = SparkContext._gateway.proc if SparkContext._gateway is not None else None
    if process is not None:
        jvm.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        jvm.write_text(str(process.pid), encoding="ascii")
    try:
        yield spark
    finally:
        with suppress(Exception):
            spark.stop()
        if process is not None:
            _end(process)
            jvm.unlink(missing_ok=True)


def wait_for_last(jvm: Path) -> None:
    """Waits for the JVM of a run that was killed: only one process can have the catalogue open."""
    try:
        pid = int(jvm.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return
    patience = time.monotonic() + _SECONDS_TO_GO
    while _is_spark(pid) and time.monotonic() < patience:
        time.sleep(0.1)
    if _is_spark(pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    jvm.unlink(missing_ok=True)


def _is_spark(pid: int) -> bool:
    try:
        return b"org.apache.spark" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _is_alive() -> bool:
    """Whether the JVM still runs; one that somebody else runs is theirs to watch."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    process = getattr(gateway, "proc", None)
    return process is None or process.poll() is None


def _end(process: Any) -> None:
    """Closes the JVM's input, at which it ends by itself."""
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(_SECONDS_TO_GO)
    except Exception:
        process.kill()


def _parameters(project: str) -> dict[str, Any]:
    """What profiles.yml says of a session, as dbt reads it."""
    from argparse import Namespace

    from dbt.config.runtime import load_profile
    from dbt.flags import set_from_args
    from dbt_common.context import set_invocation_context

    set_invocation_context(dict(os.environ))
    set_from_args(Namespace(PROFILES_DIR=project, PROJECT_DIR=project), None)
    profile = load_profile(project, {}, None, "spark")
    return dict(profile.credentials.server_side_parameters)  # type: ignore[attr-defined]


# The actions ----------------------------------------------------------------------------------


def build(spark: SparkSession, order: Order, arguments: list[str]) -> Answer:
    """Inputs in, dbt, public tables out as Parquet; of a failed or partial build nothing stays."""
    run_id = order["run_id"]
    ours(spark, order)
    mend(spark, order)
    catalogue.drop_all_but(spark, {*order["kept"], *catalogue.shown(spark).ids, run_id})
    _create_inputs(spark, run_id, Path(order["inputs"]))
    _create_memory(spark, run_id, Path(order["inputs"]))
    # In this process, so that it finds the session.
    code = dbt_process.run(arguments)
    if not _is_alive():
        return {"code": code or 1, "died": True}
    if code == 0:
        _export(spark, run_id, Path(order["exported"]))
        catalogue.drop_private(spark, run_id)
    if code != 0 or order["is_part"]:
        catalogue.drop_all_but(spark, {*order["kept"], *catalogue.shown(spark).ids})
    return {"code": code}


def publish(spark: SparkSession, order: Order, _: list[str]) -> Answer:
    """The public names to a release, step by step as the run says on standard input."""
    release, home = order["release"], order["home"]
    ours(spark, order)
    before = catalogue.shown(spark)
    if not catalogue.tables(spark, release):
        raise Refusal(
            "its tables are not in Spark's catalogue", where=release, mend="build it again"
        )
    catalogue.prepare(spark, release, home)
    print("prepared", flush=True)
    for line in sys.stdin:
        word = line.strip()
        if word == "flip":
            catalogue.show(spark, catalogue.Shown(release, release, home))
        elif word == "back":
            catalogue.show(spark, catalogue.Shown(before.release_id, release, home))
            if before.release_id is not None:
                catalogue.settle(spark, before.release_id, home)
        elif word == "settle":
            catalogue.settle(spark, release, home)
            catalogue.drop_all_but(spark, {*order["kept"], release})
        print(f"done {word}", flush=True)
    return {}


def settle(spark: SparkSession, order: Order, _: list[str]) -> Answer:
    """The public names to what is published, if they are not; old schemas dropped."""
    ours(spark, order)
    mended = mend(spark, order)
    kept = {*order["kept"], *catalogue.shown(spark).ids}
    return {"mended": mended, "dropped": catalogue.drop_all_but(spark, kept)}


def mend(spark: SparkSession, order: Order) -> str | None:
    """Finishes what a run that was killed began: `current` decides. Gives the release shown."""
    state, published, home = catalogue.shown(spark), order["published"], order["home"]
    wanted = published or state.release_id
    if wanted is None or state == catalogue.Shown(wanted, None, home):
        return None
    if not catalogue.tables(spark, wanted):
        return None
    if state.release_id != wanted:
        catalogue.prepare(spark, wanted, home)
        catalogue.show(spark, catalogue.Shown(wanted, wanted, home))
    catalogue.settle(spark, wanted, home)
    return wanted


def ours(spark: SparkSession, order: Order) -> None:
    """Refuses a catalogue whose public names another home publishes."""
    owner = catalogue.shown(spark).home
    if owner is not None and owner != order["home"]:
        raise Refusal(
            "Spark's catalogue shows the releases of another home",
            where=owner,
            mend="use that --home, or another metastore",
            refused=True,
        )


def _create_inputs(spark: SparkSession, run_id: str, folder: Path) -> None:
    """Every input that the run laid down as Parquet, as inputs.<name> of this run."""
    schema = f"inputs{catalogue.suffix(run_id)}"
    spark.sql(f"create schema if not exists {schema}")
    for path in sorted((folder / "inputs").iterdir()):
        location = catalogue.literal(f"file://{path.absolute()}")
        spark.sql(f"create table {schema}.{path.name} using parquet location {location}")


def _create_memory(spark: SparkSession, run_id: str, folder: Path) -> None:
    """What earlier builds remember as tables that this build may change."""
    schema = f"{catalogue.HISTORY}{catalogue.suffix(run_id)}"
    spark.sql(f"create schema if not exists {schema}")
    table_format = os.environ.get("LEADMART_SPARK_FORMAT", "parquet")
    for path in sorted((folder / catalogue.HISTORY).iterdir()):
        rows = spark.read.parquet(f"file://{path.absolute()}")
        rows.write.format(table_format).saveAsTable(f"{schema}.{path.name}")


def _export(spark: SparkSession, run_id: str, folder: Path) -> None:
    """Every table that is kept as a folder of Parquet files, times as everybody reads them."""
    spark.conf.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS")
    tables = catalogue.tables(spark, run_id, (*PUBLIC_SCHEMAS, catalogue.HISTORY))
    for name, relation in tables.items():
        schema, _, table = name.partition(".")
        spark.table(relation).write.parquet(f"file://{(folder / schema / table).absolute()}")


def take_in(spark: SparkSession, order: Order, _: list[str]) -> Answer:
    """The inputs that Spark reads itself, as tables of this run."""
    ours(spark, order)
    try:
        return intake.take_in(spark, order)
    except LookupError as error:
        raise Refusal(
            f"cannot be read ({error})", order["shown"], "name a place that Spark reaches", True
        ) from None


ACTIONS = {"build": build, "publish": publish, "settle": settle, "take_in": take_in}


def main() -> int:
    """One action, and its answer beside the order."""
    dbt_process.die_with_parent(int(sys.argv[1]))
    path = Path(sys.argv[2])
    order: Order = json.loads(path.read_text(encoding="utf-8"))
    try:
        with session(order) as spark:
            answer = ACTIONS[order["action"]](spark, order, sys.argv[3:])
    except Refusal as refusal:
        answer = {"code": 1, "refusal": vars(refusal)}
    except Exception as error:
        answer = {"code": 1, "error": _reason(error), "died": not _is_alive()}
        sys.stderr.write(f"{type(error).__name__}: {answer['error']}\n")
    path.with_suffix(".answer.json").write_text(json.dumps(answer), encoding="utf-8")
    sys.stdout.flush()
    # dbt's threads may wait for a JVM that is gone.
    os._exit(answer.get("code", 0))


def _reason(error: Exception) -> str:
    """What Spark said first; what follows may quote rows."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__


if __name__ == "__main__":
    main()
