"""Leadmart's runner: check inputs, build aside, audit, publish.

Exit codes: 0 published, 1 build or audit failed, 2 wrong usage or inputs refused, 75 another run
is at work, 130 or 143 stopped by a signal.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from leadmart.building.build import Built, Plan
    from leadmart.intake.company import Company
    from leadmart.intake.load import Loaded
    from leadmart.pages.render import Missing
    from leadmart.release.audit import Table
    from leadmart.run import Run


app = typer.Typer(
    help=__doc__,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Input = Annotated[
    str | None,
    typer.Option(
        "--input",
        envvar="LEADMART_INPUT",
        metavar="DIR|FILE.duckdb:SCHEMA|postgresql://…|s3a://…|spark:SCHEMA",
        help="Where the inputs are. Without it: the demo's. The last two are for Spark.",
    ),
]
CompanyFile = Annotated[
    Path | None,
    typer.Option(
        "--company",
        envvar="LEADMART_COMPANY",
        metavar="FILE",
        help="What the company says of itself: settings, sources, mappings, dimensions, rules.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The last day that the build sees."),
]
Select = Annotated[
    list[str] | None,
    typer.Option("--select", help="Build these dbt nodes and all they need, and publish nothing."),
]
FullRefresh = Annotated[
    bool, typer.Option("--full-refresh", help="Build incremental models anew as well.")
]
Target = Annotated[str, typer.Option("--target", metavar="duckdb|spark", help="The engine.")]
HomeFolder = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="Where releases are. Without it: warehouse/."),
]
Assignments = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A setting. Can be said several times."),
]
AllowVolumeChange = Annotated[
    bool,
    typer.Option("--allow-volume-change", help="Build though an input shrank or grew very much."),
]
Json = Annotated[
    bool, typer.Option("--json", help="One JSON line as output; all else goes to standard error.")
]


# The build ------------------------------------------------------------------------------------


@app.callback(invoke_without_command=True)
def main(context: typer.Context, home: HomeFolder = None) -> None:
    """Without a command: build from the demo inputs and publish."""
    if context.invoked_subcommand is None:
        build(context, home=home)
    elif home is not None:
        raise typer.BadParameter(f"say it behind {context.invoked_subcommand}", param_hint="--home")


@app.command(context_settings={"allow_extra_args": True})
def build(
    context: typer.Context,
    input_: Input = None,
    company_file: CompanyFile = None,
    as_of: AsOf = None,
    select: Select = None,
    full_refresh: FullRefresh = False,
    target: Target = "duckdb",
    home: HomeFolder = None,
    assignments: Assignments = None,
    allow_volume_change: AllowVolumeChange = False,
    json_line: Json = False,
) -> None:
    """Check the inputs, build aside, audit, and publish a release."""
    if context.args:
        raise typer.BadParameter(
            f"{context.args[0]} stands alone; say --select for each: --select a --select b"
            if select
            else f"{context.args[0]} stands alone; see --help",
            param_hint="--select" if select else None,
        )
    from leadmart.intake.company import read_with_settings
    from leadmart.progress import Progress
    from leadmart.run import answering, running

    progress = Progress(for_machine=json_line)
    with answering(progress, "build") as record:
        company, settings = read_with_settings(
            company_file,
            home,
            as_of,
            assignments,
            select=select,
            target=target,
            full_refresh=full_refresh,
            allow_volume_change=allow_volume_change,
        )
        with running(settings, progress, record) as run:
            plan, loaded = check_inputs(run, input_, company)
            built = build_aside(run, plan, loaded)
            if settings.select:
                hand_over(run, plan, built)
                return
            tables = audit(run, plan, built, loaded)
            missing = render(run, plan)
            publish(run, plan, built, loaded, tables, missing)


def check_inputs(run: Run, input_: str | None, company: Company | None) -> tuple[Plan, Loaded]:
    """The inputs through the gate and into the work database; what to build of them."""
    from leadmart.building.build import Plan
    from leadmart.building.spark import run as spark
    from leadmart.intake import load, rules
    from leadmart.intake.location import locate
    from leadmart.release import history, publish
    from leadmart.settings import check_project

    settings = run.settings
    check_project(settings)
    if settings.target == "spark":
        spark.check_ready()
    run.warn(publish.check_versions(settings.project, str(settings.runner["version_check"])))
    location = locate(input_, settings.project, company)
    own_rules = rules.lay_out(company, settings.project, run.workplace.seeds)
    publish.check_disk(run.home, settings.number("minimum_free_disk_mb"), location.bytes)
    with run.progress.step("check inputs") as step:
        if settings.target == "spark" and spark.reads_itself(location):
            loaded = spark.take_in(
                location, run.home, run.workplace, settings, run.run_id, run.lock
            )
        else:
            loaded = load.take_in(location, run.workplace, settings)
        step.detail = str(loaded)
    run.warn([*(company.warnings if company else ()), *loaded.warnings])
    run.warn(publish.check_volumes(run.home, location, loaded, settings.allow_volume_change))
    run.warn(publish.check_columns(run.home, location, loaded, settings.project))
    run.warn(publish.foresee_disk(run.home, loaded.rows))
    plan = Plan(
        run_id=run.run_id,
        settings=settings,
        workplace=run.workplace,
        location=location,
        as_of=load.decide_as_of(settings, location),
        inferred=load.decide_currency(settings, loaded) | load.decide_systems(loaded),
        lock=run.lock,
        cache=run.home.root,
        rules=own_rules,
    )
    history.carry_in(run.home, plan)
    run.record |= {"input": location.shown, "as_of": str(plan.as_of), "rows": loaded.rows}
    return plan, loaded


def build_aside(run: Run, plan: Plan, loaded: Loaded) -> Built:
    """dbt builds and tests where nobody reads."""
    from leadmart.building import build as dbt
    from leadmart.building.spark import run as spark

    with run.progress.step("build") as step:
        if plan.on_spark:
            spark.hand_in(plan)
        try:
            if plan.settings.select:
                built = dbt.build_selected(plan, step)
            else:
                built = dbt.build_everything(plan, step)
        finally:
            dbt.keep_log(plan, run.home.runs / run.run_id)
        if plan.on_spark:
            spark.hand_out(plan, built.tables)
        step.detail = f"{len(built.nodes)} nodes, {len(built.tables)} public tables"
    run.warn(dbt.few_invalid(plan))
    run.warn(dbt.lagging(plan))
    run.record["nodes"] = len(built.nodes)
    return built


def audit(run: Run, plan: Plan, built: Built, loaded: Loaded) -> list[Table]:
    """The database is told what it is, closed for good, and read in full by a fresh process."""
    from leadmart.release import publish
    from leadmart.release.audit import Expectations, audit_aside

    with run.progress.step("audit") as step:
        publish.stamp(plan, loaded)
        delivered = loaded.rows_by_place
        masked = str(plan.settings.variables["mask_pattern"])
        expectations = Expectations(run.run_id, list(built.tables), delivered, masked)
        tables = audit_aside(plan.workplace.database, expectations, run.lock)
        step.detail = f"{len(tables)} tables, {sum(table.rows for table in tables):,} rows"
    return tables


def render(run: Run, plan: Plan) -> list[Missing]:
    """The pages and files that people look at, from the audited database alone."""
    from leadmart.pages import render as pages

    with run.progress.step("render") as step:
        missing = pages.render(plan, step)
    run.warn([f"{one.file} could not be made ({one.reason}); all else is" for one in missing])
    run.record["missing_pages"] = [one.file for one in missing]
    pages.keep_traces(missing, run.home.runs / run.run_id)
    return missing


def publish(
    run: Run,
    plan: Plan,
    built: Built,
    loaded: Loaded,
    tables: list[Table],
    missing: list[Missing],
) -> None:
    """Parquet and manifest beside the database; then one rename makes it what everybody reads."""
    from leadmart.release import history, releases
    from leadmart.release import publish as release

    with run.progress.step("publish") as step:
        release.export_parquet(plan.workplace, tables)
        release.write_manifest(plan, built, loaded, tables, run.warnings, missing)
        history.carry_out(run.home, plan)
        release.publish(run.home, plan, warn=lambda line: run.warn([line]))
        gone = releases.retain(run.home, plan.settings.number("keep_releases"))
        step.detail = f"{run.run_id}{f', deleted {len(gone)} old' if gone else ''}"
    run.record["status"] = "published"
    run.progress.say(
        f"published {run.run_id}: as of {plan.as_of}, {loaded}, {len(tables)} tables"
        f" in {run.home.current}"
    )


def hand_over(run: Run, plan: Plan, built: Built) -> None:
    """A part is no release: its database is left with the run's log, for this user only."""
    from leadmart.building import build as dbt

    database = dbt.keep_database(plan, run.home.runs / run.run_id)
    run.record["status"] = "built"
    run.progress.say(f"built {len(built.nodes)} nodes into {database}; a part is never published")


# The other commands ---------------------------------------------------------------------------


@app.command()
def check(
    input_: Input = None,
    company_file: CompanyFile = None,
    as_of: AsOf = None,
    home: HomeFolder = None,
    assignments: Assignments = None,
    json_line: Json = False,
) -> None:
    """Say what a build would accept and refuse; build and publish nothing."""
    from leadmart import check as checks
    from leadmart.intake.company import read_with_settings
    from leadmart.progress import Progress
    from leadmart.run import answering

    progress = Progress(for_machine=json_line)
    with answering(progress, "check") as record:
        company, settings = read_with_settings(company_file, home, as_of, assignments)
        checks.check(settings, input_, company, progress, record)


@app.command()
def connect(
    places: Annotated[
        list[str],
        typer.Argument(
            metavar="PLACE…",
            help="Folders, files, FILE.duckdb[:SCHEMA], postgresql://…[?schema=X].",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the company file that is proposed."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write it over one that is there.")
    ] = False,
    json_line: Json = False,
) -> None:
    """Look at what a company has, recognise it, and propose a company file."""
    from leadmart.intake import connect as connecting
    from leadmart.progress import Progress
    from leadmart.run import answering
    from leadmart.settings import PROJECT

    progress = Progress(for_machine=json_line)
    with answering(progress, "connect") as record:
        connecting.connect(places, out, force, PROJECT, progress, record)


@app.command()
def status(
    company_file: CompanyFile = None, home: HomeFolder = None, json_line: Json = False
) -> None:
    """Say what is published, what else is kept, and who is at work."""
    from leadmart.home import Home
    from leadmart.intake.company import read_with_settings
    from leadmart.pages import report
    from leadmart.progress import Progress
    from leadmart.run import answering

    progress = Progress(for_machine=json_line)
    with answering(progress, "status") as record:
        company, settings = read_with_settings(company_file, home)
        place = Home(settings.home)
        record |= report.status_record(place, company)
        report.show_status(place, company, progress.console)


@app.command()
def diff(
    earlier: Annotated[
        str | None, typer.Argument(metavar="[EARLIER]", help="Without it: the release before.")
    ] = None,
    later: Annotated[
        str | None, typer.Argument(metavar="[LATER]", help="Without it: the current one.")
    ] = None,
    metric: Annotated[
        str | None, typer.Option("--metric", metavar="KEY", help="Every figure of it, too.")
    ] = None,
    company_file: CompanyFile = None,
    home: HomeFolder = None,
    json_line: Json = False,
) -> None:
    """Say which figures differ between two releases, and what they were made from that differs."""
    from leadmart.home import Home
    from leadmart.intake.company import read_with_settings
    from leadmart.pages import differences
    from leadmart.progress import Progress
    from leadmart.run import answering

    progress = Progress(for_machine=json_line)
    with answering(progress, "diff") as record:
        _, settings = read_with_settings(company_file, home)
        found = differences.read_differences(
            Home(settings.home), (earlier, later), metric, settings.project
        )
        record |= differences.differences_record(found)
        differences.show_differences(found, progress.console)


@app.command()
def report(
    period: Annotated[
        str,
        typer.Option(
            "--period",
            metavar="last_week|last_month|last_quarter|last_year|FROM..TO",
            help="The last one that is over on the as-of date, or one by its first and last day.",
        ),
    ],
    segment: Annotated[
        str | None, typer.Option("--segment", metavar="NAME", help="Of this segment alone.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write it there, as a page and as text."),
    ] = None,
    company_file: CompanyFile = None,
    home: HomeFolder = None,
    json_line: Json = False,
) -> None:
    """Report a period from what is published; send it where the environment says."""
    from leadmart.home import Home
    from leadmart.intake.company import read_with_settings
    from leadmart.pages.digest import delivery, facts, pages
    from leadmart.progress import Progress
    from leadmart.run import answering

    progress = Progress(for_machine=json_line)
    with answering(progress, "report") as record:
        channels = delivery.read_environment()
        link = delivery.read_link()
        _, settings = read_with_settings(company_file, home)
        found = facts.read_report(Home(settings.home), period, segment)
        message = pages.as_message(found, link)
        record |= message.record
        if out is not None:
            record["files"] = [str(path) for path in pages.write(out, found, message)]
            progress.say(f"wrote {' and '.join(record['files'])}")
        elif not json_line:
            progress.say(message.text)
        record["sent"] = delivery.send(message, channels)
        for one in record["sent"]:
            progress.say(f"sent: {one}")


@app.command()
def mcp(company_file: CompanyFile = None, home: HomeFolder = None) -> None:
    """Answer agents from what is published, by the Model Context Protocol (MCP)."""
    from leadmart import agents
    from leadmart.home import Home
    from leadmart.intake.company import read_with_settings
    from leadmart.progress import Progress
    from leadmart.run import answering

    # Standard output belongs to the protocol: nothing is said but errors.
    with answering(Progress(), "mcp"):
        _, settings = read_with_settings(company_file, home)
        agents.serve(Home(settings.home))


@app.command()
def rollback(
    release: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Without it: the release before.")
    ] = None,
    company_file: CompanyFile = None,
    home: HomeFolder = None,
    json_line: Json = False,
) -> None:
    """Make an earlier (or a later) release the current one."""
    from leadmart.home import checked_id
    from leadmart.intake.company import read_with_settings
    from leadmart.progress import Progress
    from leadmart.release import publish, releases
    from leadmart.run import answering

    progress = Progress(for_machine=json_line)
    with answering(progress, "rollback") as record:
        if release is not None:
            checked_id(release)
        # Who says where needs no company file, which may be broken.
        _, settings = read_with_settings(None if home else company_file, home)
        place = releases.open_home(settings.home)
        with releases.locked(place, release or "", "rollback") as lock:
            before, now = publish.roll_back(place, settings, release, lock, progress.warn)
        record |= {"before": before, "current": now}
        progress.say(f"{now} is current, {before or 'nothing'} was")


@app.command()
def clean(
    company_file: CompanyFile = None,
    home: HomeFolder = None,
    assignments: Assignments = None,
    json_line: Json = False,
) -> None:
    """Delete what killed runs left and all but the last releases."""
    from leadmart.building.spark import run as spark
    from leadmart.intake.company import read_with_settings
    from leadmart.progress import Progress
    from leadmart.release import releases
    from leadmart.run import answering

    progress = Progress(for_machine=json_line)
    with answering(progress, "clean") as record:
        _, settings = read_with_settings(company_file, home, assignments=assignments)
        place = releases.open_home(settings.home)
        with releases.locked(place, "", "clean") as lock:
            gone = releases.clear_leftovers(place)
            gone += releases.retain(place, settings.number("keep_releases"))
            if spark.has_catalogue(place):
                gone += spark.settle(place, settings, lock)
        record["deleted"] = gone
        progress.say(f"deleted {', '.join(gone)}" if gone else "nothing to delete")


@app.command()
def demo_data(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write the files.")],
    seed: Annotated[int, typer.Option(help="Another seed is another company.")] = 1,
    system: Annotated[
        str | None,
        typer.Option("--as", metavar="SYSTEM:LOADER", help="In a system's tables, as hubspot:dlt."),
    ] = None,
) -> None:
    """Write the demo company's inputs, the same for the same seed."""
    from leadmart.demo import write_demo_data
    from leadmart.demo.systems import checked_system, write_as
    from leadmart.progress import Progress
    from leadmart.run import answering

    progress = Progress()
    with answering(progress, "demo-data"):
        if system is None:
            write_demo_data(directory, seed)
        else:
            write_as(directory, *checked_system(system), seed)
        progress.say(f"the demo's inputs are in {directory}")


def command_line() -> None:
    """The command line, wherever it is called from: cron, a console, a path of another age."""
    import sys

    from leadmart.errors import REFUSED
    from leadmart.intake.location import is_unicode
    from leadmart.progress import Progress, speak_anywhere

    speak_anywhere()
    for word in sys.argv[1:]:
        if not is_unicode(word):
            Progress().error(
                f"{word}: is not UTF-8 in this environment; rename it, or set PYTHONUTF8=1"
            )
            sys.exit(REFUSED)
    app()


if __name__ == "__main__":
    command_line()
