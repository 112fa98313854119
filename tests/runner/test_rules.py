"""A company's own rows for the tables of seeds/reference."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from leadmart.errors import LeadmartError
from leadmart.intake.company import Company
from leadmart.intake.rules import OwnRules, lay_out, read_rows, read_tables
from leadmart.settings import PROJECT
from tests.runner.conftest import LEADS, Command

REFERENCE = PROJECT / "seeds" / "reference"


def company(folder: Path, **files: str) -> Company:
    """A company with files of rules: table → text; __ stands for a dot."""
    rules = folder / "rules"
    rules.mkdir()
    for name, text in files.items():
        (rules / f"{name.replace('__', '.')}.csv").write_text(text, encoding="utf-8")
    return Company(folder / "company.yml", rules=rules, rules_at="company.yml line 1 (rules)")


def laid_out(folder: Path, **files: str) -> tuple[dict[str, OwnRules], Path]:
    own = lay_out(company(folder, **files), PROJECT, folder / "seeds")
    return own, folder / "seeds" / "reference"


def complaints(folder: Path, **files: str) -> list[str]:
    with pytest.raises(LeadmartError) as error:
        laid_out(folder, **files)
    assert error.value.code == 2
    assert not (folder / "seeds").exists()
    return error.value.problems


# Every table ----------------------------------------------------------------------------------


def test_every_table_has_a_key_that_tells_its_rows_apart() -> None:
    tables = read_tables(PROJECT)
    assert set(tables) == {path.stem for path in REFERENCE.glob("*.csv")}
    for name, table in tables.items():
        assert table.key, name
        keys = [
            tuple(row[one] for one in table.key) for row in read_rows(REFERENCE / f"{name}.csv")
        ]
        assert len(keys) == len(set(keys)), name


@pytest.mark.parametrize("name", sorted(path.stem for path in REFERENCE.glob("*.csv")))
def test_what_the_project_ships_would_be_taken_from_a_company(name: str, tmp_path: Path) -> None:
    text = (REFERENCE / f"{name}.csv").read_text(encoding="utf-8")
    own, seeds = laid_out(tmp_path, **{f"{name}__complete": text})
    assert own[name].is_complete
    assert read_rows(seeds / f"{name}.csv") == read_rows(REFERENCE / f"{name}.csv")


# By key and complete --------------------------------------------------------------------------


def test_rows_by_key_change_what_is_there_and_add_what_is_new(tmp_path: Path) -> None:
    own, seeds = laid_out(
        tmp_path, channel_names="Name , channel\ngoogle,paid_search\nour_fair,events\n"
    )
    before = {row["name"]: row["channel"] for row in read_rows(REFERENCE / "channel_names.csv")}
    after = {row["name"]: row["channel"] for row in read_rows(seeds / "channel_names.csv")}
    assert after == {**before, "google": "paid_search", "our_fair": "events"}
    assert (own["channel_names"].changed, own["channel_names"].added) == (1, 1)
    # All else is as the project has it.
    assert (seeds / "channels.csv").read_bytes() == (REFERENCE / "channels.csv").read_bytes()


def test_a_column_that_is_not_said_stays(tmp_path: Path) -> None:
    _, seeds = laid_out(tmp_path, lead_score_rules="rule_number,points\n2,15\n")
    before = read_rows(REFERENCE / "lead_score_rules.csv")
    after = read_rows(seeds / "lead_score_rules.csv")
    assert after[1] == {**before[1], "points": "15"}
    assert [row for row in after if row["rule_number"] != "2"] == [
        row for row in before if row["rule_number"] != "2"
    ]


def test_a_complete_table_stands_alone(tmp_path: Path) -> None:
    own, seeds = laid_out(
        tmp_path, lead_score_grades__complete="grade,minimum_score\nhot,50\ncold,0\n"
    )
    assert read_rows(seeds / "lead_score_grades.csv") == [
        {"grade": "hot", "minimum_score": "50"},
        {"grade": "cold", "minimum_score": "0"},
    ]
    assert own["lead_score_grades"].is_complete


def test_a_company_says_who_is_the_same(tmp_path: Path) -> None:
    text = "\ufeffinput,id,other_id,verdict,note\nleads,1,2,same,\naccounts,7,8,not_same,two\n"
    own, seeds = laid_out(tmp_path, identity_rules=text)
    assert [row["verdict"] for row in read_rows(seeds / "identity_rules.csv")] == [
        "same",
        "not_same",
    ]
    assert own["identity_rules"].added == 2


def test_without_rules_nothing_is_laid_out(tmp_path: Path) -> None:
    assert lay_out(None, PROJECT, tmp_path / "seeds") == {}
    assert lay_out(Company(tmp_path / "company.yml"), PROJECT, tmp_path / "seeds") == {}
    assert not (tmp_path / "seeds").exists()


# What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        (
            "chanel_names",
            "name,channel\na,b\n",
            "rules/chanel_names.csv: there is no table chanel_names; did you mean channel_names?",
        ),
        (
            "channel_names",
            "name,chanel\na,direct\n",
            "rules/channel_names.csv row 1: channel_names has no column chanel; "
            "did you mean channel?",
        ),
        (
            "channel_names",
            "channel\ndirect\n",
            "rules/channel_names.csv row 1: name is missing; rows of channel_names are known by it",
        ),
        (
            "channel_names",
            "name,channel\na,direct\n\na,email\n",
            "rules/channel_names.csv: name a stands twice; keep one of them",
        ),
        (
            "channel_names",
            "name\nour_fair\n",
            "rules/channel_names.csv: our_fair: channel is missing; say it: the row is new",
        ),
        (
            "channel_names",
            "name,channel\nour, fair,events\n",
            "rules/channel_names.csv row 2: has 3 cells under 2 headers; "
            "put a text that holds a comma into quotes",
        ),
        (
            "identity_rules",
            "input,id,other_id,verdict\nleads,1,2,notsame\n",
            "rules/identity_rules.csv row 2: verdict is notsame; did you mean not_same?",
        ),
        (
            "channel_rules",
            "priority,channel,is_guess,rule\nfirst,events,false,x\n",
            "rules/channel_rules.csv row 2: priority is first; give a whole number",
        ),
        (
            "channel_rules",
            "priority,channel,is_guess,rule\n0,events,no,x\n",
            "rules/channel_rules.csv row 2: is_guess is no; give true or false",
        ),
        (
            "channel_sources",
            "category,source_pattern\nsearch,^(.*[.]?our[.]example$\n",
            "rules/channel_sources.csv row 2: source_pattern is no regular expression that every "
            "engine reads alike; close its brackets, and write [.] for a dot: "
            "there are no backslashes",
        ),
        (
            "default_targets",
            "metric,target,reason\nwin_rat,0.3,ours\n",
            "rules/default_targets.csv: metric win_rat is not known; did you mean win_rate?",
        ),
        (
            "lead_score_grades",
            "grade,minimum_score\nA,40\n",
            "rules/lead_score_grades.csv: minimum_score 40 stands twice; each must be another",
        ),
        ("channel_names", "", "rules/channel_names.csv: is empty; say name, channel"),
    ],
)
def test_a_mistake_is_one_line(table: str, text: str, said: str, tmp_path: Path) -> None:
    assert complaints(tmp_path, **{table: text}) == [said]


def test_a_table_is_not_said_in_both_ways(tmp_path: Path) -> None:
    text = "name,channel\na,direct\n"
    assert complaints(tmp_path, channel_names=text, channel_names__complete=text) == [
        "rules/channel_names.csv: channel_names is said by key and complete; keep one of the two"
    ]


def test_a_folder_that_is_not_there_is_told_with_its_line(tmp_path: Path) -> None:
    own = Company(tmp_path / "c.yml", rules=tmp_path / "no", rules_at="c.yml line 3 (rules)")
    with pytest.raises(LeadmartError) as error:
        lay_out(own, PROJECT, tmp_path / "seeds")
    assert error.value.problems == [
        f"c.yml line 3 (rules): there is no folder {tmp_path / 'no'}; mend it"
    ]


# A build with them ----------------------------------------------------------------------------


@pytest.fixture
def ruled(small: Command, tmp_path: Path) -> Command:
    """The small project with a table of rules that a public model reads."""
    folder = small.project / "seeds" / "reference"
    folder.mkdir()
    for name in ("channel_names", "metric_definitions"):
        shutil.copy(REFERENCE / f"{name}.csv", folder)
    seeds = yaml.safe_load((REFERENCE / "_reference.yml").read_text(encoding="utf-8"))["seeds"]
    own = [{**one, "data_tests": []} for one in seeds if one["name"] == "channel_names"]
    own.append({"name": "metric_definitions", "config": {"meta": {"key": ["metric"]}}})
    (folder / "_reference.yml").write_text(yaml.safe_dump({"seeds": own}), encoding="utf-8")
    (small.project / "models" / "core" / "names.sql").write_text(
        "select name, channel from {{ ref('channel_names') }}\n", encoding="utf-8"
    )
    folder = tmp_path / "company"
    (folder / "rules").mkdir(parents=True)
    (folder / "exports").mkdir()
    (folder / "exports" / "leads.csv").write_text(LEADS, encoding="utf-8")
    (folder / "rules" / "channel_names.csv").write_text(
        "name,channel\nour_fair,events\n", encoding="utf-8"
    )
    (folder / "company.yml").write_text(
        "home: releases\n"
        "settings: {keep_releases: 2, reporting_currency: EUR}\n"
        "sources:\n  - {at: exports, name: eu}\nrules: rules\n",
        encoding="utf-8",
    )
    small.home = folder / "releases"
    return small


def test_a_build_goes_by_a_companys_rules_and_says_so(ruled: Command) -> None:
    file = str(ruled.home.parent / "company.yml")

    def run(*arguments: str) -> dict[str, Any]:
        # Without --home: the file names it, beside itself.
        words = [sys.executable, str(ruled.project / "orchestrate.py"), *arguments, "--json"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    run("build", "--company", file, "--as-of", "2026-03-31")
    with duckdb.connect(str(ruled.database), read_only=True) as connection:
        names = dict(connection.execute("select name, channel from core.names").fetchall())
        ids = connection.execute("select min(lead_id) from core.fct_leads").fetchone()
    assert names["our_fair"] == "events"
    assert len(names) > 100
    assert ids == ("eu:L000",)

    manifest = ruled.manifest()
    assert manifest["settings"]["reporting_currency"] == "EUR"
    assert manifest["company"]["says"]["sources"] == [{"at": "exports", "name": "eu"}]
    rules = manifest["rules"]["channel_names"]
    assert (rules["file"], rules["added"], rules["is_complete"]) == ("channel_names.csv", 1, False)
    assert manifest["sources"] == [
        {
            "at": "exports",
            "input": "leads",
            "rows": 40,
            "left_out": 0,
            "files": ["leads.csv"],
            "name": "eu",
            "system": "",
            "loader": "",
        }
    ]
    with (ruled.project / "seeds" / "reference" / "channel_names.csv").open() as stream:
        assert "our_fair" not in {row["name"] for row in csv.DictReader(stream)}

    told = run("status", "--company", file)
    assert told["current"] == ruled.current
    assert told["is_made_from_company_file"] is True
    with Path(file).open("a", encoding="utf-8") as stream:
        stream.write("# Another word.\n")
    assert run("status", "--company", file)["is_made_from_company_file"] is False
    assert run("clean", "--company", file)["status"] == "done"
