"""The SQL linter finds what it says it finds, and lets good SQL pass.

Run with the linters, not with the tests: python -m pytest -n 0 tools
"""

from __future__ import annotations

import pytest

from lint_sql import Columns, lint_compiled, lint_layout

GOOD = """-- One row is a channel's month.
with

sessions as (
    select * from "leadmart"."core"."sessions"
),

ranked as (
    select
        sessions.channel,
        cast(sessions.seconds as double) / nullif(cast(sessions.sessions as double), 0) as pace,
        row_number() over (partition by channel order by session_id, closed_at nulls last) as number
    from sessions
    cross join (select count(*) as total from sessions) as counted
)

select
    channel,
    grouping(channel) as is_total,
    percentile_cont(0.5) within group (order by cast(pace as double)) as median_pace,
    count(distinct pace) filter (where number = 1) as paces
from ranked
group by grouping sets ((channel), ())
union all
select channel, 0 as is_total, pace as median_pace, 1 as paces
from ranked
"""

FORBIDDEN = {
    "select a as b from t qualify row_number() over (order by a nulls last) = 1": "qualify",
    "select a, count(*) as c from t group by all": "group by all",
    "select a + 1 as b, b + 1 as c from t": "only just named",
    "select a + 1 as b from t where b > 1": "only just named",
    "select distinct on (a) a from t": "distinct on",
    "select unnest(a) as b from t": "unnest",
    "select [1, 2] as b from t": "a list",
    "select a::bigint as b from t": "::",
    'select "a" as b from t': "quoted identifier",
    "select a from t order by a": "nulls first or last",
    "select a from t order by lead_id": "nulls first or last",
    "select max(a) over (order by b) as c from t": "nulls first or last",
    "select strftime(a, '%Y') as b from t": "strftime",
    "select to_char(a, 'YYYY') as b from t": "to_char",
    "select a -> 'b' as c from t": "JSON operator",
    "select json_extract(a, 'b') as c from t": "JSON operator",
    "select a // 2 as b from t": "does not parse as spark",
    "select a / 2 as b from t": "safe_divide",
    "select avg(a) as b from t": "safe_divide",
    "select string_agg(a, ',') as b from t": "listagg",
    "select date_diff('month', a, b) as c from t": "datediff",
    "select a from t union select a from t": "without all",
    "select a from t, u": "a join of no kind",
    "select a b from t": "alias without as",
    "select a from t u": "alias without as",
    "select * exclude (a) from t": "a star with exceptions",
    "SELECT a from t": "SELECT in upper case",
    "select current_date as a from t": "the clock",
    "select 'it''s' as a from t": "'' in a text",
    "select a from (select": "does not parse",
    "select median(a) as b from t": "the function median",
}

LAYOUT = {
    "-- One.\nselect\n\ta\n": "a tab",
    "-- One.\nselect a \nfrom t\n": "blanks at the end",
    "-- One.\nselect\n   a\n": "indented",
    "-- One.\nselect a\n    , b\n": "a comma",
    "-- One.\nSELECT a\n": "SELECT in upper case",
    '-- One.\nselect "a"\n': "quoted identifier",
    f"-- One.\nselect {'a' * 140}\n": "147 characters",
    "-- One.\nselect a": "one line break",
    "-- One.\nselect {{ target.type }}\n": "target.type",
    "select a\n": "a comment",
}


def compiled(sql: str) -> list[str]:
    """What the linter says of a compiled model."""
    source = {
        "resource_type": "source",
        "unique_id": "source.leads",
        "relation_name": '"work"."inputs"."leads"',
        "columns": {"session_id": {"name": "session_id", "config": {"meta": {"required": True}}}},
    }
    model = {
        "resource_type": "model",
        "unique_id": "model.one",
        "original_file_path": "models/one.sql",
        "compiled_code": sql,
    }
    columns = Columns({"work.inputs.leads": source})
    return [violation.what for violation in lint_compiled(model, columns)]


@pytest.mark.parametrize(("sql", "what"), FORBIDDEN.items())
def test_what_an_engine_lacks_is_found(sql: str, what: str) -> None:
    assert [found for found in compiled(sql) if what in found]


@pytest.mark.parametrize(("text", "what"), LAYOUT.items())
def test_a_fault_of_layout_is_found(text: str, what: str) -> None:
    found = [violation.what for violation in lint_layout("models/one.sql", text)]
    assert [one for one in found if what in one]


def test_good_sql_passes() -> None:
    assert compiled(GOOD) == []
    assert list(lint_layout("models/one.sql", GOOD.replace('"', ""))) == []


def test_jinja_texts_and_comments_are_not_read_as_sql() -> None:
    text = (
        '-- One row is an ABM\'s lead: it says "so".\n'
        "{#- A note,\n  indented as it likes. #}\n"
        "select\n    {{ columns('A') }},\n    'MQL' as stage\n"
        "    {%- if a %},\n    b\n    {%- endif %}\nfrom t\n"
    )
    assert list(lint_layout("models/one.sql", text)) == []


def test_a_double_may_be_divided_further_on() -> None:
    made = "with t as (select cast(a as double) as b, a from u) select {} as c from t"
    assert compiled(made.format("sum(b) / 2")) == []
    assert compiled(made.format("sum(a) / 2")) != []


def test_a_column_of_a_source_may_be_named_again() -> None:
    sql = "with t as (select a, b from u) select a as b, b as c from t"
    assert compiled(sql) == []
