"""What a plan costs a month, in words: free things say so, and nobody knows what is priced by usage."""

from __future__ import annotations

from collections import Counter

from hardpan.model import Step
from hardpan.plan import Plan


def monthly(step: Step) -> str:
    """`free`, `by usage` or an amount; of taking something back nothing is said."""
    if step.key.startswith("undo/"):
        return ""
    if step.monthly_cost_usd is None:
        return "by usage"
    return f"${step.monthly_cost_usd:.2f}/month" if step.monthly_cost_usd else "free"


def total(made: Plan) -> str:
    """What the steps cost together, and of when the prices are."""
    usage = f"what {len(made.usage_priced)} of them cost by usage" if made.usage_priced else ""
    if not made.monthly_cost_usd:
        return f"free but for {usage}" if usage else "free"
    return f"${made.monthly_cost_usd:.2f} a month{f' and {usage}' if usage else ''} ({made.prices})"


def notes(made: Plan) -> list[str]:
    """What there is to know of the cost of steps, once for those of which the same is true."""
    counted = Counter(step.cost_note for step in made.steps if step.cost_note)
    return [f"{note} ({many} changes)" if many > 1 else note for note, many in counted.items()]
