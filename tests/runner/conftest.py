"""What the tests of the runner share: the real command, and a small project to run it on.

The small project has the contract, the runner and a handful of models, so that a build takes
seconds; what depends on the real models is tested on the real project.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from leadmart.building.parse import PARTIAL_PARSE

ROOT = Path(__file__).resolve().parents[2]
MINIATURE = ROOT / "tests" / "miniature" / "inputs"
MINIATURE_AS_OF = "2026-03-31"

_PROJECT = """\
name: leadmart
version: 1.0.0
config-version: 2
profile: leadmart
flags:
  send_anonymous_usage_stats: false
seed-paths: ["{{ env_var('LEADMART_SEEDS', 'seeds') }}"]
analysis-paths: [seeds]
vars:
  input_kind: demo
  as_of: "2026-06-30"
  business_timezone: UTC
  reporting_currency: USD
  maximum_rejected_share: 0.05
  mask_pattern: none
seeds:
  leadmart:
    demo:
      +enabled: "{{ var('input_kind') == 'demo' }}"
      +schema: inputs
      +database: work
    reference:
      +schema: reference
      +database: work
models:
  leadmart:
    +materialized: table
    core:
      +schema: core
    quality:
      +schema: quality
"""

_LEADS = """\
select
    lead_id,
    cast(created_at as timestamp) as created_at,
    account_id,
    '{{ var("reporting_currency") }}' as currency
from {{ source('inputs', 'leads') if var('input_kind') == 'delivered' else ref('leads') }}
"""

# Work enough that a run can be killed in the middle of it.
_MANY = """\
select numbers.number, md5(cast(numbers.number as {{ dbt.type_string() }})) as text
from range(50000) as numbers(number)
where exists (select 1 from {{ ref('fct_leads') }})
"""

_RECONCILIATION = """\
select
    'leads' as input,
    count(*) as rows_delivered,
    count(*) as rows_accepted,
    cast(0 as bigint) as rows_rejected,
    cast(0 as bigint) as rows_invalid,
    cast(0 as bigint) as rows_left_out,
    true as is_reconciled
from {{ ref('fct_leads') }}
"""

_TESTS = """\
models:
  - name: fct_leads
    columns:
      - name: lead_id
        data_tests: [not_null, unique]
  - name: reconciliation
    columns:
      - name: input
        data_tests: [not_null]
"""

LEADS = "lead_id,created_at,email,account_id\n" + "".join(
    f"L{number:03},2026-01-{number % 28 + 1:02}T09:30:00,person{number}@people.example,A{number}\n"
    for number in range(40)
)


@dataclass
class Result:
    """What a command said and how it ended."""

    code: int
    output: str
    errors: str

    @property
    def text(self) -> str:
        """All that it said."""
        return self.output + self.errors


@dataclass
class Command:
    """orchestrate.py of a project, on a home."""

    project: Path
    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, code: int | None = 0, **environment: str) -> Result:
        """Runs the real command; fails the test if it ends otherwise than it should."""
        finished = subprocess.run(
            self.words(*arguments),
            capture_output=True,
            text=True,
            cwd=self.project,
            env={**os.environ, **self.environment, **environment},
            check=False,
        )
        result = Result(finished.returncode, finished.stdout, finished.stderr)
        if code is not None:
            assert result.code == code, result.text[-4000:]
        return result

    def words(self, *arguments: str) -> list[str]:
        """The command line."""
        is_homeless = arguments[:1] in (("demo-data",), ("connect",))
        home = [] if is_homeless else ["--home", str(self.home)]
        return [sys.executable, str(self.project / "orchestrate.py"), *arguments, *home]

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Starts the command and leaves it running."""
        return subprocess.Popen(
            self.words(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.project,
            env={**os.environ, **self.environment, **environment},
            preexec_fn=_hear_signals,
        )

    @property
    def current(self) -> str | None:
        """The id of what is published."""
        try:
            return Path(os.readlink(self.home / "current")).name
        except OSError:
            return None

    @property
    def database(self) -> Path:
        """What readers open."""
        return self.home / "current" / "leadmart.duckdb"

    @property
    def releases(self) -> list[str]:
        """The ids of what is kept; everything that lies there."""
        return sorted(os.listdir(self.home / "releases"))

    def manifest(self) -> dict[str, Any]:
        """What the current release says of itself."""
        return json.loads((self.home / "current" / "manifest.json").read_text(encoding="utf-8"))

    def hashes(self) -> dict[str, str]:
        """The content hash of every published table."""
        return {name: table["content_hash"] for name, table in self.manifest()["tables"].items()}

    def journal(self) -> list[dict[str, Any]]:
        """One record a run."""
        lines = (self.home / "runs.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]


def wait_for(happened: Callable[[], Any], process: subprocess.Popen[str]) -> Any:
    """Waits until something is so, for as long as a command runs; gives what it was.

    However long it takes: a machine may be busy.
    """
    while not (found := happened()):
        if process.poll() is not None:
            raise AssertionError(f"ended with {process.returncode}: {process.communicate()}")
        time.sleep(0.01)
    return found


def _hear_signals() -> None:
    """What ignored signals when it started the tests must not have the command ignore them."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def copy_runner(project: Path) -> None:
    """The runner and the contract of the real project into another."""
    project.mkdir(parents=True, exist_ok=True)
    shutil.copytree(
        ROOT / "leadmart",
        project / "leadmart",
        ignore=shutil.ignore_patterns("__pycache__", "demo"),
    )
    for name in ("orchestrate.py", "profiles.yml", "requirements.txt"):
        shutil.copy(ROOT / name, project / name)
    (project / "models").mkdir()
    shutil.copy(ROOT / "models" / "inputs.yml", project / "models" / "inputs.yml")


def _small_project() -> str:
    """The small project's settings, with the real forms of what is masked."""
    settings = yaml.safe_load(_PROJECT)
    real = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    settings["vars"]["masked_forms"] = real["vars"]["masked_forms"]
    text: str = yaml.safe_dump(settings, sort_keys=False)
    return text


def make_small_project(project: Path) -> Path:
    """A project with the real contract and runner and four models."""
    copy_runner(project)
    files = {
        "dbt_project.yml": _small_project(),
        "models/core/fct_leads.sql": _LEADS,
        "models/core/fct_many.sql": _MANY,
        "models/quality/reconciliation.sql": _RECONCILIATION,
        "models/_tests.yml": _TESTS,
        "seeds/demo/leads.csv": LEADS,
    }
    for name, text in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "macros", project / "macros")
    return project


@pytest.fixture
def small(tmp_path: Path) -> Command:
    """The command on a small project of its own, with nothing published yet."""
    return Command(make_small_project(tmp_path / "project"), tmp_path / "home")


@pytest.fixture(scope="session")
def _template(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A small project with a release, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    command = Command(make_small_project(folder / "project"), folder / "home")
    (folder / "inputs").mkdir()
    (folder / "inputs" / "leads.csv").write_text(LEADS, encoding="utf-8")
    command("build", "--input", str(folder / "inputs"), "--as-of", "2026-06-30")
    return command


@pytest.fixture
def published(_template: Command, tmp_path: Path) -> Command:
    """The command on a small project of its own, with the leads published."""
    shutil.copytree(_template.project, tmp_path / "project")
    shutil.copytree(_template.home, tmp_path / "home", symlinks=True)
    return Command(tmp_path / "project", tmp_path / "home")


@pytest.fixture
def leads(tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder that delivers leads.csv, with a text of one's own."""

    def write(text: str = LEADS, name: str = "inputs") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        (folder / "leads.csv").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="session")
def miniature(miniature_home: Path) -> Command:
    """The real project with the miniature company published. Read only: it is shared."""
    return Command(ROOT, miniature_home)


@pytest.fixture
def real(miniature_home: Path, tmp_path: Path) -> Command:
    """The real project on a home of its own."""
    return Command(ROOT, another_home(miniature_home, tmp_path))


def another_home(home: Path, folder: Path) -> Path:
    """A new home, with what dbt read of the project for one that there is."""
    another = folder / "home"
    another.mkdir()
    for parsed in home.glob(f".*{PARTIAL_PARSE}"):
        shutil.copy2(parsed, another)
    return another
