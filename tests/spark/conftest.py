"""What the tests of builds on Spark share: a small project that both engines can build."""

from __future__ import annotations

from pathlib import Path

from tests.runner.conftest import make_small_project

_MANY = """\
select numbers.number, md5(cast(numbers.number as {{ dbt.type_string() }})) as text
from range({{ 50000 }}) as numbers(number)
where exists (select 1 from {{ ref('fct_leads') }})
"""


def make_project(project: Path) -> Path:
    """The small project of the runner's tests, in SQL that Spark takes too."""
    make_small_project(project)
    (project / "models" / "core" / "fct_many.sql").write_text(_MANY, encoding="utf-8")
    return project
