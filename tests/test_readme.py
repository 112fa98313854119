"""The README and its pages are true: commands run, examples parse, what they name is there."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
import yaml

from leadmart.intake.contract import read_contract
from leadmart.settings import read_settings

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
# What once stood in it, and is read as it is.
PAGES = [
    README,
    *(ROOT / "docs" / f"{name}.md" for name in ("bi_tools", "schedule", "add_a_metric")),
]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
CI = ROOT / ".ci" / "run"
PYTHON = ".venv/bin/python"
SET_UP = (
    "python3.11 -m venv .venv"
    " && .venv/bin/pip install -q --require-hashes -r requirements.txt"
    f" && {PYTHON}"
)
NOT_THE_PROJECT = (".git", "target", "logs", "warehouse", ".venv*", "*_cache", "__pycache__")
PUBLIC_SCHEMAS = ("core", "measures", "metrics", "insights", "quality")

_BLOCK = re.compile(
    r"^ *```(?P<kind>\w+)(?P<marks>[^\n]*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """A fenced block of the README or of a page."""

    kind: str
    is_run: bool
    text: str


def read_blocks() -> list[Block]:
    return [
        Block(
            kind=match["kind"],
            is_run="run" in match["marks"].split(),
            text=textwrap.dedent(match["text"]),
        )
        for match in _BLOCK.finditer(TEXT)
    ]


BLOCKS = read_blocks()
COMMANDS = [
    line for block in BLOCKS if block.kind == "sh" for line in block.text.splitlines() if line
]
RUNNER_CALLS = [line for line in COMMANDS if "orchestrate.py" in line]


def blocks_of(kind: str) -> list[Block]:
    return [block for block in BLOCKS if block.kind == kind]


def run(command: str, project: Path) -> subprocess.CompletedProcess[str]:
    """Runs a line of a page in a project, by the Python that runs the tests."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("LEADMART_")
    }
    return subprocess.run(
        ["bash", "-c", command.replace(PYTHON, shlex.quote(sys.executable))],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def copy_project(target: Path) -> Path:
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*NOT_THE_PROJECT))
    return target


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which every block marked `run` has run, top to bottom."""
    project = copy_project(tmp_path_factory.mktemp("newcomer") / "leadmart")
    for block in BLOCKS:
        if block.is_run:
            for command in block.text.splitlines():
                finished = run(command, project)
                assert finished.returncode == 0, f"{command}\n{finished.stdout}{finished.stderr}"
    return project


def test_the_blocks_marked_run_publish_a_release(newcomer: Path) -> None:
    release = newcomer / "warehouse" / "current"
    assert (release / "manifest.json").is_file()


def test_a_release_holds_the_files_it_names_and_no_other(newcomer: Path) -> None:
    release = newcomer / "warehouse" / "current"
    text = README.read_text(encoding="utf-8")
    section = text[text.index("## What a release holds") : text.index("| you ask |")]
    named = re.findall(r"^\| `(.+?)` \|", section, re.MULTILINE)
    patterns = [re.escape(name) for name in named]
    patterns = [re.sub(r"<\w+>", r"\\w+", pattern) for pattern in patterns]
    files = [str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()]
    for name, pattern in zip(named, patterns, strict=True):
        assert any(re.fullmatch(pattern, file) for file in files), name
    assert [file for file in files if not re.fullmatch("|".join(patterns), file)] == []


def test_every_query_has_rows(newcomer: Path) -> None:
    queries = [block.text for block in blocks_of("sql") if "{{" not in block.text]
    assert queries
    database = newcomer / "warehouse" / "current" / "leadmart.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        for query in queries:
            assert connection.execute(query).fetchall()


def test_the_reader_in_python_works(newcomer: Path) -> None:
    (reader,) = [block.text for block in blocks_of("python") if "duckdb" in block.text]
    finished = subprocess.run(
        [sys.executable, "-c", reader], cwd=newcomer, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    assert "metric" in finished.stdout


def test_the_tables_it_names_are_published(newcomer: Path) -> None:
    named = re.findall(rf"`(?P<schema>{'|'.join(PUBLIC_SCHEMAS)})\.(?P<table>\w+)`", TEXT)
    assert named
    database = newcomer / "warehouse" / "current" / "leadmart.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        there = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    assert set(named) <= set(there)


def test_ci_takes_both_commands_from_the_readme() -> None:
    for ending in ("orchestrate.py", "-m pytest"):
        assert f"{SET_UP} {ending}" in COMMANDS
    text = CI.read_text(encoding="utf-8")
    assert "build_command=$(command_ending_in 'orchestrate\\.py')" in text
    assert "test_command=$(command_ending_in '-m pytest')" in text
    assert text.rstrip().endswith('bash -euo pipefail -c "$test_command"')


def test_by_hand_is_the_same_as_the_command() -> None:
    (by_hand,) = [block.text for block in BLOCKS if block.text.startswith("pip install")]
    steps = [step.replace(".venv/bin/", "").replace("-q ", "") for step in SET_UP.split(" && ")]
    assert by_hand.splitlines() == [steps[1], f"{steps[2]} orchestrate.py"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_a_command(command: str) -> None:
    # A crontab's line begins with when it runs.
    command = re.sub(r"^[0-9]+ [0-9]+ \* \* \* ", "", command)
    finished = subprocess.run(
        ["bash", "-n", "-c", command], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    for lock in re.findall(r"requirements\S*\.txt", command):
        assert (ROOT / lock).is_file()


@cache
def help_of(name: str) -> str:
    """What the runner says of one of its commands."""
    finished = run(f"{PYTHON} {shlex.quote(str(ROOT / 'orchestrate.py'))} {name} --help", ROOT)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.mark.parametrize("command", RUNNER_CALLS)
def test_every_option_is_an_option(command: str) -> None:
    words = shlex.split(command)
    words = words[words.index("orchestrate.py") + 1 :]
    words = words[: words.index(">>")] if ">>" in words else words
    name = words[0] if words else ""
    said = help_of(name)
    for word in words:
        if word.startswith("--"):
            assert word in said
    read_settings(assignments=[value for word, value in pairwise(words) if word == "--set"])


def test_other_examples_parse() -> None:
    for block in blocks_of("yaml"):
        if "*columns" not in block.text:
            assert yaml.safe_load(block.text)
    for block in blocks_of("python"):
        compile(block.text, "README.md", "exec")
    for block in blocks_of("ini"):
        configparser.ConfigParser().read_string(block.text)


def test_the_inputs_are_as_many_as_it_says() -> None:
    said = re.findall(r"is the contract, [^:]+: (\d+)\s+inputs", README.read_text(encoding="utf-8"))
    assert said == [str(len(read_contract(ROOT)))]


def test_links_and_pictures_lead_somewhere() -> None:
    for page in [README, *sorted((ROOT / "docs").rglob("*.md"))]:
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert "://" in link or (page.parent / link).exists(), f"{page.name}: {link}"
        headings = {
            re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
            for line in re.findall(r"^#+ .+$", text, re.MULTILINE)
        }
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings, page.name


def test_the_metric_of_the_guide_works_as_written(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "leadmart")
    (command,) = [line for line in RUNNER_CALLS if "--select loss_rate" in line]
    opportunities = project / "models" / "metrics" / "opportunities"
    (model,) = [block.text for block in blocks_of("sql") if "loss_rate" in block.text]
    (opportunities / "loss_rate.sql").write_text(model, encoding="utf-8")
    (entry,) = [block.text for block in blocks_of("yaml") if "loss_rate" in block.text]
    with (opportunities / "_opportunities.yml").open("a", encoding="utf-8") as stream:
        stream.write("\n" + textwrap.indent(entry, "  "))
    values = project / "models" / "metrics" / "metric_values.sql"
    text = values.read_text(encoding="utf-8")
    values.write_text(text.replace("    'close_rate',\n", "    'close_rate',\n    'loss_rate',\n"))

    made = run(f"{PYTHON} tools/catalogue.py", project)
    assert made.returncode == 0, f"{made.stdout}{made.stderr}"
    finished = run(command, project)

    assert finished.returncode == 0, f"{finished.stdout}{finished.stderr}"
    (database,) = (project / "warehouse" / "runs").rglob("leadmart.duckdb")
    with duckdb.connect(str(database), read_only=True) as connection:
        lost, closed, rate = connection.execute(
            """
            select numerator, denominator, value from metrics.loss_rate
            where period_grain = 'year' and dimension = 'total'
            order by period_start desc limit 1
            """
        ).fetchone() or (None, None, None)
    assert lost and closed and rate == lost / closed


def test_every_requirement_is_locked_with_hashes() -> None:
    for wanted in ROOT.glob("requirements*.in"):
        lock = wanted.with_suffix(".txt").read_text(encoding="utf-8")
        pins = dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", lock, re.M))
        for line in wanted.read_text(encoding="utf-8").splitlines():
            if name := re.match(r"\w[\w-]*(?=$|[=<>\[ ])", line.strip()):
                assert name[0] in pins, f"{wanted.name}: {name[0]} is not locked"
        for entry in re.split(r"\n(?=\S)", lock):
            assert not entry[0].isalpha() or "--hash=sha256:" in entry, entry
        assert "://" not in lock
