"""Operations asked of a Baseline and a Snapshot: a Plan. Pure."""

from hardpan.plan.build import Planner, build
from hardpan.plan.plan import Blocked, HumanStep, Plan, Selection
from hardpan.plan.saved import dumps, from_dict, loads, to_dict

__all__ = ["Blocked", "HumanStep", "Plan", "Planner", "Selection", "build", "dumps", "from_dict", "loads", "to_dict"]
