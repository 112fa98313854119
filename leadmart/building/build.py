"""The build: dbt in a subprocess, into databases that nobody reads yet.

Its word alone is not believed: a build counts when the process ended well, its results carry this
run's id, every node that should have run did, and none failed.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from leadmart.building import dbt_process, findings, freshness
from leadmart.building.children import child_environment, child_process
from leadmart.building.parse import Parse
from leadmart.building.plan import PUBLIC_SCHEMAS, Built, Node, Plan
from leadmart.errors import LeadmartError, mask, one_line, problem
from leadmart.intake.loaded import limits_of
from leadmart.intake.sql import literal
from leadmart.progress import Step
from leadmart.reading import open_shut

if TYPE_CHECKING:
    import duckdb


_GOOD = {"success", "pass", "warn", "no-op"}
_QUOTES_ROWS = re.compile(
    r"(?P<kind>(Conversion|Constraint|Invalid Input|Out of Range|Unicode)[A-Za-z ]* Error"
    # Spark's, and Java's below them.
    r"|\[(CAST|CANNOT_PARSE|INVALID_|MALFORMED_|NUMERIC_)[A-Z_.]*\]|[A-Za-z]+FormatException).*"
)
_NODE = re.compile(r"[A-Za-z0-9_.:-]+")
# The tests whose failure a person understands better in words of the delivery.
_REFUSING_TESTS = {
    "invalid_rows_stay_below_the_maximum_share": findings.refusals,
    "no_input_is_older_than_the_company_allows": lambda connection, _: freshness.too_old(
        freshness.read_ages(connection)
    ),
}
_FAILURES_SHOWN = 20


def build_everything(plan: Plan, step: Step) -> Built:
    """Every model with its data tests; unit tests prove the project, not what is delivered."""
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    if plan.settings.full_refresh:
        arguments.append("--full-refresh")
    parse = Parse(plan)
    parse.take_up()
    run_dbt(plan, parse, arguments, step)
    manifest = read_artifact(plan, "manifest.json")
    built = _accepted(plan, manifest, expected_nodes(manifest))
    parse.keep()
    return built


def build_selected(plan: Plan, step: Step) -> Built:
    """The selected nodes and everything that they are made of, with their tests.

    Unit tests too where the project is as it ships: a part is built by who changes it.
    """
    step.update("looks up the selection")
    parse = Parse(plan)
    names = _list_nodes(plan, parse)
    if not names:
        raise LeadmartError("nothing is selected", where=_selection(plan), mend="see `dbt ls`")
    arguments = ["build", "--select", *[f"+{name}" for name in names]]
    # Tests only where all that they read is there.
    arguments += ["--indirect-selection", "buildable"]
    if not plan.is_as_shipped:
        arguments += ["--exclude-resource-type", "unit_test"]
    planned = run_dbt(plan, parse, arguments, step)
    return _accepted(plan, read_artifact(plan, "manifest.json"), planned)


def expected_nodes(manifest: dict[str, Any]) -> set[str]:
    """The ids of all nodes that a full build runs."""
    return {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed", "snapshot", "test")
        and node["config"].get("enabled", True)
        and node["config"].get("materialized") != "ephemeral"
    }


def keep_log(plan: Plan, folder: Path) -> None:
    """Keeps dbt's log and the times of its nodes, without anything that could be personal."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    for name in ("dbt.log", "stderr.log"):
        path = plan.workplace.logs / name
        if path.exists() and path.stat().st_size:
            text = path.read_text(encoding="utf-8", errors="replace")
            _write(folder / name, "\n".join(without_rows(line) for line in text.splitlines()))
    nodes = _nodes(read_artifact(plan, "run_results.json", needed=False))
    if nodes:
        lines = [vars(node) for node in sorted(nodes, key=lambda node: -node.seconds)]
        _write(folder / "nodes.json", json.dumps(lines, indent=1))


def keep_database(plan: Plan, folder: Path) -> Path:
    """Keeps a database that is not published, for this user only."""
    kept = folder / plan.workplace.database.name
    os.replace(plan.workplace.database, kept)
    kept.chmod(0o600)
    return kept


# The process ----------------------------------------------------------------------------------


def run_dbt(plan: Plan, parse: Parse, arguments: list[str], step: Step) -> int:
    """Runs dbt to its end and gives the number of nodes, without unit tests, that it planned."""
    events, code, is_late = _run(plan, parse, arguments, step)
    if is_late:
        limit = plan.settings.number("time_limit_minutes")
        raise LeadmartError(
            f"dbt was stopped after {limit} minutes",
            mend="raise it with --set time_limit_minutes=…",
        )
    if plan.on_spark:
        from leadmart.building.spark.run import order_of, raise_problem

        raise_problem(order_of(plan))
    if code != 0:
        raise _failure(plan, code, events)
    return events.planned


def _list_nodes(plan: Plan, parse: Parse) -> list[str]:
    """What is selected, by names that can be selected again with a + before them."""
    arguments = ["ls", "--select", *plan.settings.select, "--output", "selector"]
    for kind in ("model", "seed", "test", "unit_test"):
        arguments += ["--resource-type", kind]
    events, code, _ = _run(plan, parse, arguments, None)
    if code != 0:
        raise _failure(plan, code, events)
    return events.listed


def _selection(plan: Plan) -> str:
    return f"--select {' '.join(plan.settings.select)}"


def _command(plan: Plan, arguments: list[str]) -> list[str]:
    project = str(plan.settings.project)
    program = [sys.executable, "-m", "leadmart.building.dbt_process", str(os.getpid())]
    if plan.on_spark and arguments[0] == "build":
        from leadmart.building.spark.run import command

        program = command(plan)
    return [
        *program,
        *arguments,
        *("--project-dir", project, "--profiles-dir", project),
        *("--target", plan.settings.target),
        *("--target-path", str(plan.workplace.target), "--log-path", str(plan.workplace.logs)),
        *dbt_process.WITHOUT_LOGS,
        *("--vars", json.dumps(plan.variables)),
    ]


def _environment(plan: Plan, parse: Parse) -> dict[str, str]:
    """The environment of a build: with the run's own paths and limits."""
    environment = child_environment()
    environment |= {
        "DBT_ENV_CUSTOM_ENV_LEADMART_RUN": plan.run_id,
        "LEADMART_DATABASE": str(plan.workplace.database),
        "LEADMART_WORK_DATABASE": str(plan.workplace.work),
        "LEADMART_SPILL_DIRECTORY": str(plan.workplace.spill),
        "LEADMART_MEMORY_LIMIT": str(plan.settings.runner["memory_limit"]),
        "LEADMART_THREADS": str(plan.settings.runner["threads"]),
    }
    parsed = parse.exact
    if parsed is not None:
        environment[dbt_process.PARSED] = str(parsed)
    if plan.rules:
        environment["LEADMART_SEEDS"] = str(plan.workplace.seeds)
    if plan.on_spark:
        from leadmart.building.spark.run import environment as of_spark

        environment |= of_spark(plan)
    return environment


def _run(
    plan: Plan, parse: Parse, arguments: list[str], step: Step | None
) -> tuple[_Events, int, bool]:
    """Runs dbt; gives what it told, its exit code, and whether it was stopped for its time.

    What it tells goes into the run's log as well.
    """
    logs = plan.workplace.logs
    with (
        (logs / "stderr.log").open("ab") as errors,
        (logs / "dbt.log").open("a", encoding="utf-8") as log,
        child_process(
            _command(plan, arguments),
            environment=_environment(plan, parse),
            # Spark leaves files wherever it is started.
            folder=plan.workplace.root if plan.on_spark else plan.settings.project,
            errors=errors,
            minutes=plan.settings.number("time_limit_minutes"),
            lock=plan.lock,
        ) as (child, timed_out),
    ):
        events = _Events(step, log)
        assert child.stdout is not None
        for line in child.stdout:
            events.take(line)
        return events, child.wait(), timed_out.is_set()


class _Events:
    """What dbt tells while it runs."""

    def __init__(self, step: Step | None, log: TextIO) -> None:
        self.step = step
        self.log = log
        self.listed: list[str] = []
        self.planned = 0
        self.total = 0
        self.done = 0
        self.errors: list[str] = []

    def take(self, line: str) -> None:
        """One line of what the process says."""
        event = _event(line)
        name, message = str(event.get("name", "")), str(event.get("message", ""))
        if message:
            self.log.write(f"{event.get('at')} [{event.get('level')}] {message}\n")
            self.log.flush()
        if name == "ConcurrencyLine":
            self.planned = event.get("nodes", 0)
        elif name == "LogStartLine":
            # For people alone: dbt may add its unit tests more than once.
            self.total = event.get("nodes", self.total)
            if self.step is not None:
                self.step.update(f"{self.done} of {self.total}: {event.get('node', '')}")
        elif name == "PrintEvent" and _NODE.fullmatch(message):
            self.listed.append(message)
        elif name.endswith("Result"):
            self.done += 1
        if event.get("level") == "error":
            self.errors.append(message)


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


# The verdict ----------------------------------------------------------------------------------


def _accepted(plan: Plan, manifest: dict[str, Any], expected: set[str] | int) -> Built:
    """What a build brought, if its results are this run's, complete and without a failure."""
    results = read_artifact(plan, "run_results.json")
    run = results.get("metadata", {}).get("env", {}).get("LEADMART_RUN")
    if run != plan.run_id:
        raise LeadmartError("dbt's results are not of this run", mend="build again")
    # dbt counts what it only looks at, such as exposures, among what it ran.
    nodes = [node for node in _nodes(results) if node.status != "no-op"]
    failed = [node for node in nodes if node.status not in _GOOD]
    if failed:
        raise _failed(plan, manifest, results)
    if not nodes:
        raise LeadmartError("dbt ran no node", mend="check the project")
    ran = {node.unique_id for node in nodes}
    missing = expected - ran if isinstance(expected, set) else set()
    if isinstance(expected, set):
        count = len(expected)
    else:
        # dbt plans unit tests beside the nodes, and does not count them reliably.
        count = expected + sum(node.startswith("unit_test.") for node in ran)
    if missing or len(ran) != count:
        example = f", not {sorted(missing)[0]}" if missing else ""
        raise LeadmartError(
            f"dbt ran {len(ran)} of {count} nodes{example}", mend="look into the run's dbt.log"
        )
    return Built(
        invocation_id=results["metadata"]["invocation_id"],
        nodes=tuple(nodes),
        tables=tuple(sorted(_public_tables(manifest, ran, _schema_suffix(plan)))),
    )


def _public_tables(manifest: dict[str, Any], ran: set[str], suffix: str) -> Iterator[str]:
    for unique_id in ran:
        node = manifest["nodes"].get(unique_id, {})
        if node.get("resource_type") == "model":
            schema = node["schema"].removesuffix(suffix)
            if schema in PUBLIC_SCHEMAS:
                yield f"{schema}.{node.get('alias') or node['name']}"


def _schema_suffix(plan: Plan) -> str:
    """What the names of a run's schemas end with, where all runs share one catalogue."""
    if not plan.on_spark:
        return ""
    from leadmart.building.spark.catalogue import suffix

    return suffix(plan.run_id)


def _failure(plan: Plan, code: int, events: _Events) -> LeadmartError:
    """Why dbt ended with an error, in lines that name the node or the file."""
    results = read_artifact(plan, "run_results.json", needed=False)
    manifest = read_artifact(plan, "manifest.json", needed=False)
    if any(node.status not in _GOOD for node in _nodes(results)):
        return _failed(plan, manifest, results)
    said = [without_rows(one_line(_gist(text))) for text in events.errors if text.strip()]
    reason = max(said, key=len, default="it did not say why")
    ended = f"by signal {-code}" if code < 0 else f"with code {code}"
    return LeadmartError(f"dbt ended {ended}: {reason[:400]}", mend="look into the run's dbt.log")


def _gist(text: str) -> str:
    """What an error says; of a traceback that is its last line."""
    return text.strip().splitlines()[-1] if "Traceback (most recent call last)" in text else text


def _failed(plan: Plan, manifest: dict[str, Any], results: dict[str, Any]) -> LeadmartError:
    nodes = {**manifest.get("nodes", {}), **manifest.get("unit_tests", {})}
    problems = []
    skipped = 0
    for result in results["results"]:
        if result["status"] in _GOOD:
            continue
        if result["status"] == "skipped":
            skipped += 1
            continue
        node = nodes.get(result["unique_id"], {})
        read = _REFUSING_TESTS.get(str(node.get("name")))
        refused = _said_of_rows(plan, read) if read else []
        if refused:
            problems = [*refused, *problems]
            continue
        message = without_rows(one_line(result.get("message") or ""))[:300]
        message = _null_columns(plan, node, result) or message
        kind = "test failed" if result["status"] == "fail" else result["status"]
        name = node.get("name") or result["unique_id"]
        path = node.get("original_file_path") or ""
        problems.append(problem(f"{kind}: {message}", f"{name} ({path})" if path else name))
    if len(problems) > _FAILURES_SHOWN:
        more = len(problems) - _FAILURES_SHOWN
        problems = [*problems[:_FAILURES_SHOWN], f"and {more} more; see the run's nodes.json"]
    if skipped:
        problems.append(f"{skipped} nodes behind those were skipped")
    return LeadmartError.of(problems or ["dbt reports a failure without a node"], 1)


def _null_columns(plan: Plan, node: dict[str, Any], result: dict[str, Any]) -> str:
    """Which columns of a table are NULL, where that is what a test found; nothing otherwise."""
    import duckdb

    if (node.get("test_metadata") or {}).get("name") != "never_null":
        return ""
    limits = limits_of(plan.workplace, plan.settings)
    try:
        with duckdb.connect(
            str(plan.workplace.database), read_only=True, config=limits
        ) as connection:
            connection.execute(f"attach {literal(str(plan.workplace.work))} as work (read_only)")
            found = connection.execute(str(result.get("compiled_code"))).fetchall()
    except duckdb.Error:
        return ""
    return ", ".join(
        f"{column} is NULL in {count:,} row{'' if count == 1 else 's'}" for column, count in found
    )


def few_invalid(plan: Plan) -> list[str]:
    """Of which inputs a large share is invalid, but too few rows to stop a release."""
    return _said_of_rows(plan, findings.slips)


def lagging(plan: Plan) -> list[str]:
    """Which inputs lag behind, and what follows."""
    return _said_of_rows(
        plan, lambda connection, _: freshness.lags(freshness.read_ages(connection))
    )


def _said_of_rows(
    plan: Plan, read: Callable[[duckdb.DuckDBPyConnection, float], list[str]]
) -> list[str]:
    """Lines on the inputs of a build; none where its tables cannot be read from here."""
    import duckdb

    maximum = float(plan.settings.variables["maximum_rejected_share"])
    try:
        with open_shut(plan.workplace.database) as connection:
            return read(connection, maximum)
    except duckdb.Error:
        return []


def _nodes(results: dict[str, Any]) -> list[Node]:
    return [
        Node(result["unique_id"], result["status"], round(result.get("execution_time", 0.0), 3))
        for result in results.get("results", [])
    ]


def read_artifact(plan: Plan, name: str, needed: bool = True) -> dict[str, Any]:
    """What dbt left in its target folder; without it an empty one, or an error where needed."""
    path = plan.workplace.target / name
    try:
        artifact = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        if not needed:
            return {}
        raise LeadmartError(
            f"dbt left no {name} that can be read ({type(error).__name__})", mend="build again"
        ) from None
    return artifact if isinstance(artifact, dict) else {}


def without_rows(text: str) -> str:
    """A message of the database without the values that it quotes."""
    return mask(_QUOTES_ROWS.sub(r"\g<kind> (its values are not shown)", text))


def _write(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(0o640)
