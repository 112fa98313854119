"""Odd ground: outputs that cannot say a letter, and paths that programs take for something else."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from leadmart.errors import REFUSED, LeadmartError
from leadmart.intake.location import locate
from leadmart.settings import PROJECT, read_settings
from tests.runner.conftest import LEADS, Command

AS_OF = ("--as-of", "2026-06-30")
# How cron and old consoles start a process. The first is Python's own way to hide a plain C locale.
ENVIRONMENTS = {
    "posix": {"LC_ALL": "POSIX"},
    "plain c": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "utf-16": {"PYTHONIOENCODING": "utf-16"},
}
LATIN_1 = os.fsdecode("café".encode("latin-1"))


def say(command: Command, *arguments: str, **environment: str) -> tuple[int, bytes, bytes]:
    """A command's exit code and the bytes that it says."""
    finished = subprocess.run(
        command.words(*arguments),
        capture_output=True,
        cwd=command.project,
        env={**os.environ, **environment},
        check=False,
    )
    return finished.returncode, finished.stdout, finished.stderr


@pytest.fixture
def odd_inputs(tmp_path: Path) -> Path:
    """Leads with a column, and files beside them, that ASCII cannot name."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    header, _, rows = LEADS.partition("\n")
    (folder / "leads.csv").write_text(f"{header},Größe 寸\n{rows.replace(chr(10), f',1{chr(10)}')}")
    (folder / "wärme.csv").write_text("x")
    (folder / f"{LATIN_1}.csv").write_text("x")
    return folder


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_what_an_output_cannot_say_is_replaced(
    name: str, published: Command, odd_inputs: Path
) -> None:
    arguments = ("build", "--input", str(odd_inputs), *AS_OF, "--json")
    code, output, errors = say(published, *arguments, **ENVIRONMENTS[name])
    assert code == 0, errors
    assert b"Traceback" not in errors
    encoding = ENVIRONMENTS[name].get("PYTHONIOENCODING", "utf-8")
    record = json.loads(output.decode(encoding))
    assert record["current"] == published.current
    assert "unknown columns, ignored: Gr" in errors.decode(encoding, "replace")
    warnings = published.manifest()["warnings"]
    assert "leads.csv: unknown columns, ignored: Größe 寸" in warnings
    assert "caf?.csv: not an input, ignored" in warnings


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("arguments", [("--help",), ("build", "--help"), ("status",)])
def test_help_and_status_speak_everywhere(
    name: str, arguments: tuple[str, ...], small: Command
) -> None:
    code, _, errors = say(small, *arguments, **ENVIRONMENTS[name])
    assert code == 0
    assert b"Traceback" not in errors


CLOSED = [">&-", "2>&-", ">&- 2>&-", *([">/dev/full"] if Path("/dev/full").exists() else [])]


@pytest.mark.parametrize("closed", CLOSED)
def test_an_output_that_is_closed_or_full_costs_no_answer(closed: str, small: Command) -> None:
    words = " ".join(f"'{word}'" for word in small.words("status", "--json"))
    finished = subprocess.run(
        ["sh", "-c", f"{words} {closed}"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in finished.stderr
    if closed == "2>&-":
        assert json.loads(finished.stdout)["status"] == "done"
    if closed == ">/dev/full":
        assert "error: the answer cannot be written" in finished.stderr


# Paths ----------------------------------------------------------------------------------------

HOMES = {
    "*?[x]": "holds a ?, which DuckDB takes for more than a letter; rename it",
    "#x": "holds a #, which dbt takes for more than a letter; rename it",
    LATIN_1: "is not UTF-8",
}


@pytest.mark.parametrize("name", HOMES)
def test_a_home_that_a_program_cannot_open_is_refused(
    name: str, small: Command, odd_inputs: Path, tmp_path: Path
) -> None:
    small.home = tmp_path / name
    code, _, errors = say(small, "build", "--input", str(odd_inputs), *AS_OF)
    (line,) = errors.decode().splitlines()
    assert code == REFUSED
    assert line.startswith("error: ")
    assert HOMES[name] in line
    assert not small.home.exists()


@pytest.mark.parametrize("name", ["*[x] {{ y }}", 'it\'s "ü"; $HOME\\ %20'])
def test_other_signs_in_a_home_are_letters(name: str, published: Command, tmp_path: Path) -> None:
    published.home = tmp_path / name
    folder = tmp_path / name / "inputs ?#"
    folder.mkdir(parents=True)
    (folder / "leads.csv").write_text(LEADS)
    published("build", "--input", str(folder), *AS_OF)
    assert published.manifest()["rows_delivered"] == 40


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LATIN_1, "--input: is not UTF-8"),
        (f"postgresql://{LATIN_1}@/x", "--input: is not UTF-8"),
        ("/x/a?.duckdb:main", "holds a \\?, which DuckDB takes"),
    ],
)
def test_a_place_that_cannot_be_said_is_refused(text: str, said: str) -> None:
    with pytest.raises(LeadmartError, match=said) as caught:
        locate(text, PROJECT)
    assert caught.value.code == REFUSED


def test_a_relative_home_below_an_odd_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / LATIN_1
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(LeadmartError, match="is not UTF-8; rename it"):
        read_settings(home=Path("warehouse"))


def test_file_names_in_another_encoding_are_said_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "iso8859-1")
    assert read_settings(home=tmp_path / "plain").home == tmp_path / "plain"
    with pytest.raises(LeadmartError, match="file names are read as iso88591 here; set PYTHONUTF8"):
        read_settings(home=tmp_path / "wärme")
    # A folder of files is only ever opened by Python.
    assert locate(str(tmp_path / "wärme"), PROJECT).path == tmp_path / "wärme"
