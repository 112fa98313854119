"""What a business asks for first: the order of report and workbook."""

from __future__ import annotations

# What comes of it all, what leads there, what that costs: title → metrics, the first of them first.
GROUPS = {
    "Revenue and pipeline": ("revenue", "deals_won", "pipeline_created", "open_pipeline", "mrr"),
    "On the way there": ("opportunities", "sqos", "leads", "mqls", "sqls", "meetings_attended"),
    "What it costs, and returns": (
        "cost_per_lead", "cost_per_mql", "cost_per_sql", "cost_per_sqo", "return_on_ad_spend",
        "customer_acquisition_cost", "pipeline_to_spend", "ad_spend", "close_rate",
    ),
}  # fmt: skip
_RANKS = {metric: rank for rank, metrics in enumerate(GROUPS.values()) for metric in metrics}


def rank_of(metric: str) -> int:
    """How much a metric matters to the business; 0 is most."""
    return _RANKS.get(metric, len(GROUPS))


def is_important(metric: str) -> bool:
    """Whether it is one of those that a business asks for first."""
    return metric in _RANKS
