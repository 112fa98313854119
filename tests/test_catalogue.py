"""What is made of the metrics' YAML is current, and a metric of one's own takes three places."""

from __future__ import annotations

import csv
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from tests.test_readme import blocks_of
from tools.catalogue import DEFINITIONS, MONTHLY, PAGE, README, made, main

PROJECT = Path(__file__).resolve().parent.parent
AREA = Path("models/metrics/opportunities")
YAML = AREA / "_opportunities.yml"
VALUES = Path("models/metrics/metric_values.sql")
# What the tool reads, and what it writes.
FOLDERS = ("models/metrics", "models/measures")
FILES = ("models/inputs.yml", "macros/dimensions.sql", DEFINITIONS, MONTHLY, PAGE, README)


def rows_of(project: Path) -> dict[str, dict[str, str]]:
    with (project / DEFINITIONS).open(encoding="utf-8", newline="") as stream:
        return {row["metric"]: row for row in csv.DictReader(stream)}


def test_what_is_made_is_what_the_yaml_says() -> None:
    for name, text in made(PROJECT).items():
        assert (PROJECT / name).read_text(encoding="utf-8") == text, "run python tools/catalogue.py"


def test_every_metric_has_a_model_in_the_folder_of_its_area() -> None:
    """Read from the models as written, whatever the tool finds there."""
    modelled = {
        metric: path.parent.name
        for path in (PROJECT / "models/metrics").rglob("*.sql")
        for metric in re.findall(
            r"metric_(?:value_)?columns\(\s*'([a-z_0-9]+)'", path.read_text(encoding="utf-8")
        )
    }
    assert modelled == {key: row["area"] for key, row in rows_of(PROJECT).items()}


# A metric of one's own --------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the tool reads."""
    for folder in FOLDERS:
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    for file in FILES:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / file, tmp_path / file)
    return tmp_path


@pytest.fixture
def with_loss_rate(project: Path) -> Path:
    """The README's metric in its three places."""
    (model,) = [block.text for block in blocks_of("sql") if "loss_rate" in block.text]
    (entry,) = [block.text for block in blocks_of("yaml") if "loss_rate" in block.text]
    (project / AREA / "loss_rate.sql").write_text(model, encoding="utf-8")
    with (project / YAML).open("a", encoding="utf-8") as stream:
        stream.write("\n" + textwrap.indent(entry, "  "))
    change(project / VALUES, "    'close_rate',\n", "    'close_rate',\n    'loss_rate',\n")
    return project


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_metric_in_three_places_stands_wherever_metrics_are_listed(with_loss_rate: Path) -> None:
    before = rows_of(PROJECT)
    assert main([], with_loss_rate) == 0
    after = rows_of(with_loss_rate)
    assert {key: after[key] for key in before} == before
    assert after.keys() - before.keys() == {"loss_rate"}
    assert after["loss_rate"] == {
        "metric": "loss_rate",
        "name": "Loss rate",
        "area": "opportunities",
        "meaning": "The share of deals lost, of those that closed in the period.",
        "formula": "deals lost / (deals won + deals lost)",
        "unit": "ratio",
        "null_rule": "NULL without closed deals",
        "better": "down",
        "source": "own",
        "is_proportion": "true",
        "is_additive": "false",
        "needs": "deals.is_won & deals.closed_at",
        "dimensions": before["close_rate"]["dimensions"],
        "matures_in_days": "",
    }
    page = (with_loss_rate / PAGE).read_text(encoding="utf-8")
    assert "[`loss_rate`](#loss_rate)" in page
    assert "\n### loss_rate\n\n**Loss rate.** The share of deals lost," in page
    (line,) = [
        line
        for line in (with_loss_rate / README).read_text(encoding="utf-8").splitlines()
        if line.startswith("| Opportunities, pipeline, revenue |")
    ]
    assert ", Loss rate" in line
    assert main(["--check"], with_loss_rate) == 0


def test_what_is_not_current_is_told(
    with_loss_rate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--check"], with_loss_rate) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{name} is not what models/metrics says: python tools/catalogue.py"
        for name in (DEFINITIONS, MONTHLY, PAGE, README)
    ]
    assert rows_of(with_loss_rate) == rows_of(PROJECT)


# What is wrong is a line ------------------------------------------------------------------------


def problems_of(project: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the tool says is wrong; it writes nothing then."""
    before = rows_of(project)
    assert main([], project) == 1
    assert rows_of(project) == before
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unit: ratio", "unit: ratios", "unit is ratios; did you mean ratio?"),
        ("better: down", "better: less", "better is less; there is up, down, neutral"),
        ("meaning:", "meanings:", "meanings is not known; did you mean meaning?"),
        ("source: own", "source:", "source is missing; say it"),
        ("name: Loss rate", "", "name is missing; say it"),
        ("is_additive: false", "is_additive: no way", "is_additive is no way; say true or false"),
        ("unit: ratio", "unit: days", "a proportion is counted in days; say ratio"),
        (
            "NULL without",
            "nothing without",
            "null_rule is nothing without closed deals; say never NULL, or NULL without …",
        ),
        (
            "competitor",
            "competitr",
            "no subject knows a dimension competitr; did you mean competitor?",
        ),
        (
            "deals.closed_at",
            "deals.closed_on",
            "needs deals.closed_on, which models/inputs.yml does not know; "
            "did you mean deals.closed_at?",
        ),
        (
            "deals.closed_at",
            "deal",
            "needs deal, which models/inputs.yml does not know; did you mean deals?",
        ),
        (
            "deals.closed_at",
            "leads | costs",
            "cannot read what it needs: deals.is_won & leads | costs; "
            "write a | b, or a & (b | c), of up to ten each",
        ),
        (
            "loss_rate:",
            "lost_rate:",
            "models/metrics/opportunities/loss_rate.sql gives no lost_rate",
        ),
    ],
)
def test_a_mistake_in_the_yaml_names_file_and_metric(
    old: str,
    new: str,
    said: str,
    with_loss_rate: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = with_loss_rate / YAML
    before, entry, after = file.read_text(encoding="utf-8").rpartition("  - name: loss_rate\n")
    assert old in after
    file.write_text(before + entry + after.replace(old, new), encoding="utf-8")
    key = "lost_rate" if new == "lost_rate:" else "loss_rate"
    assert f"{YAML.as_posix()}: {key}: {said}" in problems_of(with_loss_rate, capsys)


def test_each_place_that_is_forgotten_is_told(
    with_loss_rate: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = with_loss_rate / VALUES
    change(listed, "    'loss_rate',\n", "")
    assert problems_of(with_loss_rate, capsys) == [
        f"{VALUES.as_posix()}: loss_rate: is not in the list of models; add it"
    ]
    change(listed, "    'close_rate',\n", "    'close_rate',\n    'loss_rate',\n")
    yaml = with_loss_rate / YAML
    text = yaml.read_text(encoding="utf-8")
    yaml.write_text(text[: text.rindex("  - name: loss_rate")], encoding="utf-8")
    model = (AREA / "loss_rate.sql").as_posix()
    assert problems_of(with_loss_rate, capsys) == [f"{model}: no YAML says its metrics"]
    yaml.write_text(text, encoding="utf-8")
    (with_loss_rate / model).unlink()
    assert problems_of(with_loss_rate, capsys) == [
        f"{YAML.as_posix()}: loss_rate: {model} gives no loss_rate",
        f"{VALUES.as_posix()}: loss_rate: there is no such model; did you mean close_rate?",
    ]


def test_what_is_said_twice_and_what_is_no_yaml_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / YAML
    change(file, "          win_rate:\n", "          close_rate:\n")
    assert (
        f"{YAML.as_posix()}: close_rate: is said in {YAML.as_posix()}, too; keep one of them"
        in problems_of(project, capsys)
    )
    file.write_text("models:\n  - name: [\n", encoding="utf-8")
    (line,) = problems_of(project, capsys)
    assert line.startswith(f"{YAML.as_posix()} line 3: is no YAML: ")
