"""The run's side of a build on Spark: what is needed, what goes in and out, who is talked to.

<home>/spark/warehouse    the tables, unless LEADMART_SPARK_WAREHOUSE names another place
<home>/spark/metastore    their names, unless LEADMART_SPARK_METASTORE_URI names a Hive metastore
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from leadmart.building.children import child_environment, child_process
from leadmart.building.plan import Plan
from leadmart.building.spark.catalogue import HISTORY, suffix
from leadmart.errors import FAILED, REFUSED, LeadmartError, first_line, one_line
from leadmart.home import Home, current_id, list_releases, read_manifest
from leadmart.intake import load
from leadmart.intake.loaded import Loaded, LoadedInput
from leadmart.intake.location import Location
from leadmart.intake.sql import literal, quoted
from leadmart.settings import PROJECT, Settings
from leadmart.workplace import Workplace

_OLDEST_JAVA = 17
# The schemas of the work database that Spark gets: the inputs, and what earlier builds remember.
_HANDED_IN = ("inputs", HISTORY)
# What a cloud's own client reads; without them Spark cannot open s3a://…
_CLOUD_SECRETS = ("AWS_",)


@dataclass(frozen=True)
class Place:
    """Where Spark keeps things for a home."""

    home: Home

    @property
    def warehouse(self) -> Path:
        """The tables of all releases."""
        return self.home.spark / "warehouse"

    @property
    def metastore(self) -> Path:
        """The catalogue of them."""
        return self.home.spark / "metastore"

    @property
    def jvm(self) -> Path:
        """Names the process that has the catalogue open."""
        return self.home.spark / "jvm.pid"

    @property
    def scratch(self) -> Path:
        """Where a process works."""
        return self.home.spark / "scratch"

    @property
    def log(self) -> Path:
        """What Spark said while names were changed, the last time."""
        return self.home.spark / "names.log"

    def create(self) -> Place:
        """Makes the folders, and the scratch one anew."""
        self.home.spark.mkdir(mode=0o750, parents=True, exist_ok=True)
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(mode=0o700)
        return self


# What is needed -------------------------------------------------------------------------------


def check_ready() -> None:
    """Refuses to start without the extra or without Java."""
    if not (_is_installed("pyspark") and _is_installed("dbt.adapters.spark")):
        raise LeadmartError(
            "building on Spark needs an extra that is not installed",
            where="--target spark",
            mend="pip install --require-hashes -r requirements-spark.txt",
            code=REFUSED,
        )
    found = java_version()
    if found is None or found < _OLDEST_JAVA:
        raise LeadmartError(
            "there is no Java" if found is None else f"Java {found} is too old",
            where="--target spark",
            mend=f"install Java {_OLDEST_JAVA} or later, or set JAVA_HOME to it",
            code=REFUSED,
        )


@cache
def java_version() -> int | None:
    """The major version of the Java that Spark would start; nothing without one."""
    folder = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(folder) / "bin") if folder else None)
    if java is None:
        return None
    try:
        said = subprocess.run(
            [java, "-XshowSettings:properties", "-version"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    for line in said.splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "java.specification.version":
            return int(value.strip().removeprefix("1."))
    return None


def versions() -> dict[str, str]:
    """The versions of what builds here."""
    found = {name: metadata.version(name) for name in ("dbt-spark", "pyspark")}
    return {**found, "java": str(java_version())}


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ImportError:
        return False


# Inputs that Spark reads itself ----------------------------------------------------------------


def reads_itself(location: Location) -> bool:
    """Whether Spark reads a place itself, because nothing else here can."""
    return location.kind in ("prefix", "spark")


def take_in(
    location: Location,
    home: Home,
    workplace: Workplace,
    settings: Settings,
    run_id: str,
    lock: int,
) -> Loaded:
    """The inputs of such a place: Parquet and tables by Spark, other files through the gate."""
    place = Place(home).create()
    company = location.company
    folder = workplace.inputs / "fetched"
    folder.mkdir(mode=0o700)
    order = {
        "action": "take_in",
        "run_id": run_id,
        "kind": location.kind,
        "address": location.address,
        "shown": location.shown,
        "folder": str(folder),
        "own": [(one.input, one.column) for one in company.dimensions] if company else [],
    }
    with _talking(place, settings, order, lock) as ask:
        ask("")
    answer = _answer(place.scratch / "order.json") or {}
    by_spark = {
        name: LoadedInput(
            rows=one["rows"],
            content_hash=one["content_hash"],
            missing_columns=tuple(one["missing_columns"]),
            unknown_columns=tuple(one["unknown_columns"]),
        )
        for name, one in answer["inputs"].items()
    }
    used, rated = set(answer["used"]), set(answer["rated"])
    loaded = load.take_in_files(location, folder, workplace, settings, set(by_spark), used, rated)
    inputs = {**by_spark, **loaded.inputs}
    taken = Loaded(
        inputs,
        (*answer["warnings"], *loaded.warnings, *load.note_without_rows(inputs)),
        loaded.inferred_currency,
    )
    return load.masked(load.check_own(location, settings, taken), settings)


# The build ------------------------------------------------------------------------------------


def hand_in(plan: Plan) -> None:
    """What the work database took in as Parquet for Spark, and the order for its process."""
    import duckdb

    place = place_of(plan).create()
    folder = plan.workplace.inputs / "parquet"
    try:
        with duckdb.connect(str(plan.workplace.work)) as connection:
            for schema in _HANDED_IN:
                _write_tables(connection, schema, folder / schema)
    except duckdb.Error as error:
        raise LeadmartError(
            f"the inputs cannot be handed to Spark ({first_line(error)})", mend="free some disk"
        ) from None
    _write_order(
        order_of(plan),
        place,
        action="build",
        run_id=plan.run_id,
        published=shown_by_spark(place.home),
        kept=_kept(place.home, plan.settings),
        inputs=str(folder),
        exported=str(_exported(plan)),
        is_part=bool(plan.settings.select),
    )


def _write_tables(connection: Any, schema: str, folder: Path) -> None:
    """The tables of a schema, a folder each; moments with their offset, as Spark knows them."""
    folder.mkdir(mode=0o700, parents=True)
    connection.execute("set TimeZone = 'UTC'")
    columns = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where schema_name = ? and database_name = current_database() order by all",
        [schema],
    ).fetchall()
    for table in dict.fromkeys(table for table, _, _ in columns):
        moments = [name for one, name, kind in columns if one == table and kind == "TIMESTAMP"]
        replaced = ", ".join(
            f"cast({quoted(name)} as timestamptz) as {quoted(name)}" for name in moments
        )
        (folder / table).mkdir(mode=0o700)
        connection.execute(
            f"copy (select *{f' replace ({replaced})' if replaced else ''}"
            f" from {schema}.{quoted(table)})"
            f" to {literal(str(folder / table / 'rows.parquet'))}"
            " (format parquet, compression zstd)"
        )


def hand_out(plan: Plan, tables: tuple[str, ...]) -> None:
    """What Spark built: public tables into the database to publish, memory into the work one."""
    remembered = [f"{HISTORY}.{path.name}" for path in (_exported(plan) / HISTORY).glob("*")]
    _read_all(plan, plan.workplace.database, list(tables))
    _read_all(plan, plan.workplace.work, remembered)
    name_as_published(plan.workplace.target / "manifest.json", plan.run_id)


def name_as_published(manifest: Path, run_id: str) -> None:
    """Has dbt's manifest call every schema by its public name, for all who describe the release."""
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace(suffix(run_id), ""), encoding="utf-8")


def _read_all(plan: Plan, database: Path, tables: list[str]) -> None:
    import duckdb

    try:
        with duckdb.connect(str(database)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for schema in sorted({name.partition(".")[0] for name in tables}):
                connection.execute(f"create schema if not exists {schema}")
            for name in tables:
                _read_back(connection, name, _exported(plan))
    except duckdb.Error as error:
        raise LeadmartError(
            f"what Spark built cannot be read ({first_line(error)})", mend="build again"
        ) from None


def _read_back(connection: Any, name: str, folder: Path) -> None:
    """A table from Spark's files: its moments in UTC without an offset, as everywhere else."""
    schema, _, table = name.partition(".")
    source = f"read_parquet({literal(str(folder / schema / table / '*.parquet'))})"
    columns = connection.execute(f"describe from {source}").fetchall()
    selected = ", ".join(
        f"cast({quoted(column[0])} as timestamp) as {quoted(column[0])}"
        if column[1] == "TIMESTAMP WITH TIME ZONE"
        else quoted(column[0])
        for column in columns
    )
    connection.execute(
        f"create or replace table {quoted(schema)}.{quoted(table)} as"
        f" select {selected} from {source}"
    )


def command(plan: Plan) -> list[str]:
    """The process that runs dbt within a Spark session; dbt's arguments come behind."""
    return _command(order_of(plan))


def environment(plan: Plan) -> dict[str, str]:
    """What profiles.yml and Spark read in the process of a build."""
    place = place_of(plan)
    return environment_of(place, plan.settings) | {
        "LEADMART_SCHEMA_SUFFIX": suffix(plan.run_id),
        "SPARK_LOCAL_DIRS": str(plan.workplace.spill),
    }


def place_of(plan: Plan) -> Place:
    """Where Spark keeps things for the home of a build."""
    return Place(Home(plan.cache if plan.cache is not None else plan.workplace.root))


def order_of(plan: Plan) -> Path:
    """The file that tells the process of a build what to do."""
    return plan.workplace.root / "spark.json"


def raise_problem(order: Path) -> None:
    """Raises what a process says went wrong on its own side; dbt's failures are dbt's to tell."""
    answer = _answer(order)
    if answer is None:
        raise LeadmartError(
            "Spark's process ended in the middle (killed, or out of memory)",
            mend="build again, with more LEADMART_SPARK_MEMORY if it was memory",
        )
    if "problems" in answer:
        raise LeadmartError.of(answer["problems"], REFUSED)
    if "refusal" in answer:
        refusal = answer["refusal"]
        raise LeadmartError(
            refusal["what"],
            where=refusal["where"],
            mend=refusal["mend"],
            code=REFUSED if refusal["refused"] else FAILED,
        )
    if answer.get("died"):
        raise LeadmartError(
            "Spark ended in the middle (killed, or out of memory)",
            mend="build again, with more LEADMART_SPARK_MEMORY if it was memory",
        )
    if "error" in answer:
        raise LeadmartError(f"Spark failed: {one_line(answer['error'])}", mend="see the run's log")


def _exported(plan: Plan) -> Path:
    return plan.workplace.root / "exported"


# The names ------------------------------------------------------------------------------------


@contextmanager
def renaming(
    home: Home, settings: Settings, release_id: str, lock: int, warn: Callable[[str], None]
) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Spark's public names from the release they show to another, in three steps.

    Before the block they are made ready. Within it, `with moved(): …` moves them in one statement,
    and back if what follows fails. Behind it they forget the old release.
    """
    place = Place(home).create()
    kept = _kept(home, settings, release_id)
    order = {"action": "publish", "release": release_id, "kept": kept}
    with _talking(place, settings, order, lock) as ask:
        ask("prepared")

        @contextmanager
        def moved() -> Iterator[None]:
            ask("flip")
            try:
                yield
            except BaseException:
                ask("back")
                raise

        yield moved
        try:
            ask("settle")
        except LeadmartError as error:
            warn(f"published, but Spark's names still know the release before: {error}")


def settle(home: Home, settings: Settings, lock: int) -> list[str]:
    """Spark's names as they should be, and its schemas of deleted releases dropped."""
    check_ready()
    place = Place(home).create()
    order = {"action": "settle", "kept": _kept(home, settings), "published": shown_by_spark(home)}
    with _talking(place, settings, order, lock) as ask:
        ask("")
    answer = _answer(place.scratch / "order.json") or {}
    mended, dropped = answer.get("mended"), answer.get("dropped", 0)
    done = [f"Spark's names show {mended} again"] if mended else []
    schemas = "1 schema" if dropped == 1 else f"{dropped} schemas"
    return done + ([f"{schemas} on Spark"] if dropped else [])


def has_catalogue(home: Home) -> bool:
    """Whether Spark ever built anything here."""
    return home.spark.exists()


def is_built_here(home: Home, release_id: str) -> bool:
    """Whether Spark built a release, so that its names can show it."""
    manifest = read_manifest(home.release(release_id)) or {}
    return manifest.get("engine") == "spark"


def shown_by_spark(home: Home) -> str | None:
    """The release that Spark's names must show; nothing if another engine built what is current."""
    published = current_id(home)
    return published if published and is_built_here(home, published) else None


def _kept(home: Home, settings: Settings, coming: str | None = None) -> list[str]:
    """The releases that will be kept once another has come."""
    known = [release.release_id for release in list_releases(home)]
    if coming is not None and coming not in known:
        known.append(coming)
    return known[-settings.number("keep_releases") :]


@contextmanager
def _talking(
    place: Place, settings: Settings, order: dict[str, Any], lock: int
) -> Iterator[Callable[[str], None]]:
    """A process that does one step after the other; gone at the end."""
    path = place.scratch / "order.json"
    _write_order(path, place, **order)
    environment = child_environment() | environment_of(place, settings)
    with (
        place.log.open("wb") as errors,
        child_process(
            _command(path),
            environment=environment,
            folder=place.scratch,
            errors=errors,
            minutes=settings.number("time_limit_minutes"),
            lock=lock,
            is_talked_to=True,
        ) as (child, _),
    ):
        assert child.stdin is not None and child.stdout is not None

        def ask(word: str) -> None:
            """Waits for the first word, or says one and waits until it is done; "" for the end."""
            wanted = word if word in ("prepared", "") else f"done {word}"
            if word not in ("prepared", ""):
                with suppress(BrokenPipeError):
                    child.stdin.write(f"{word}\n")
                    child.stdin.flush()
            for line in child.stdout:
                if line.strip() == wanted:
                    return
            child.wait()
            if word != "" or child.returncode != 0:
                raise_problem(path)
                raise LeadmartError("Spark's process ended in the middle", mend="run it again")

        yield ask
        with suppress(BrokenPipeError):
            child.stdin.close()
        child.wait()


def _write_order(path: Path, place: Place, **order: Any) -> None:
    common = {
        "project": str(PROJECT),
        "jvm": str(place.jvm),
        "home": str(place.home.root),
    }
    path.with_suffix(".answer.json").unlink(missing_ok=True)
    path.write_text(json.dumps({**common, **order}), encoding="utf-8")


def _answer(order: Path) -> dict[str, Any] | None:
    try:
        return json.loads(order.with_suffix(".answer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _command(order: Path) -> list[str]:
    return [sys.executable, "-m", "leadmart.building.spark.process", str(os.getpid()), str(order)]


def environment_of(place: Place, settings: Settings) -> dict[str, str]:
    """What profiles.yml reads in every process of a home; what the user set wins."""
    threads = settings.number("threads")
    ours = {
        "LEADMART_SPARK_CATALOG": "hive",
        "LEADMART_SPARK_WAREHOUSE": str(place.warehouse),
        "LEADMART_SPARK_METASTORE": str(place.metastore),
        # Where the process works: Java takes this name as an option, which may hold no blank.
        "LEADMART_SPARK_METASTORE_LOG": "derby.log",
        "LEADMART_SPARK_MASTER": f"local[{threads}]",
        "LEADMART_THREADS": str(threads),
    }
    said = {name: value for name, value in os.environ.items() if name.startswith("LEADMART_SPARK_")}
    secrets = {name: value for name, value in os.environ.items() if name.startswith(_CLOUD_SECRETS)}
    environment = {**ours, **said, **secrets, "PYTHONPATH": str(settings.project)}
    if "memory_limit" in settings.said:
        environment["LEADMART_SPARK_MEMORY"] = str(settings.runner["memory_limit"])[:-1].lower()
    return environment
