"""What somebody agreed to with a plan, held beside steps that were planned later.

A plan that makes accounts holds numbers that stand for theirs (docs/decisions/0015). Once there are accounts, the
same steps are planned with real numbers, and with ids that only AWS could give.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import jmespath

from hardpan.model import HIDDEN, Step, is_planned
from hardpan.plan.plan import Plan, unref

# Of what AWS puts into every new account: each stands for any of its kind.
_GIVEN = re.compile(r"\b(vpc|subnet|igw|sg|rtb|acl|dopt)-[0-9a-f]{8,17}\b")


class Approval:
    """The steps of a plan, with what stood for accounts and the organization replaced by what there is now.

    In an account that the plan makes, an id that AWS gives stands for any of its kind; anywhere else for itself.
    """

    def __init__(self, plan: Plan, real: Mapping[str, str], answers: Mapping[str, Any]) -> None:
        """`real`: what there is, by what stood for it. `answers`: of the steps that were carried out, by key."""
        self._real, self._answers = dict(real), dict(answers)
        self._steps: dict[str, list[Step]] = {}  # by key; several where AWS's ids told them apart
        for step in plan.steps:
            self._steps.setdefault(self._named(step.key, _any_id(step)), []).append(step)
        self._each = {key: found for key, found in self._steps.items() if _EACH.search(key)}

    def like(self, step: Step) -> list[Step]:
        """The steps of the plan that have this step's key."""
        exact, loose = step.key, _GIVEN.sub(r"\1-*", step.key)
        found = self._steps.get(exact, [])
        if loose != exact:
            found = found + self._steps.get(loose, [])
        return found + [one for key, many in self._each.items() if key != exact and _is_one(key, exact) for one in many]

    def covers(self, step: Step) -> bool:
        """Whether the plan has this step, and would have sent the same."""
        return any(
            one.place.region == step.place.region
            and (one.write.action, one.write.root_task) == (step.write.action, step.write.root_task)
            and self._same(unref(one.write.parameters), unref(step.write.parameters), _any_id(one))
            for one in self.like(step)
        )

    def _same(self, approved: Any, now: Any, any_id: bool) -> bool:
        """Whether two values are the same, once it is known what the approved one refers to or stands for.

        Where the step that a reference is to was carried out and its answer was lost, or not kept since it is
        sensitive, anything may be what it gave.
        """
        if isinstance(approved, dict) and set(approved) == {"$ref"}:
            key, path = approved["$ref"]
            return self._is_referred_to(key, path, now, any_id)
        if isinstance(approved, dict) and isinstance(now, dict):
            return approved.keys() == now.keys() and all(self._same(approved[key], now[key], any_id) for key in now)
        if isinstance(approved, list) and isinstance(now, list):
            pairs = zip(approved, now, strict=False)
            return len(approved) == len(now) and all(self._same(one, other, any_id) for one, other in pairs)
        if isinstance(approved, str) and isinstance(now, str):
            named = self._named(approved, any_id)
            return named == (_GIVEN.sub(r"\1-*", now) if any_id else now) or _is_one(named, now)
        return bool(approved == now)

    def _is_referred_to(self, key: str, path: str, now: Any, any_id: bool) -> bool:
        """Whether a value is what the answer of the step with this key holds, or refers to it in turn."""
        if isinstance(now, dict) and set(now) == {"$ref"}:
            other, same_path = now["$ref"][0], now["$ref"][1] == path
            return same_path and self._named(key, any_id) == self._named(other, any_id)
        answer = jmespath.search(path, self._answers.get(self._named(key, any_id=False)))
        return isinstance(now, str) if answer in (None, HIDDEN) else bool(answer == now)

    def _named(self, text: str, any_id: bool) -> str:
        for planned, real in self._real.items():
            text = text.replace(planned, real)
        return _GIVEN.sub(r"\1-*", text) if any_id else text


def _any_id(step: Step) -> bool:
    return is_planned(step.place.account)


def _is_one(each: str, now: str) -> bool:
    """Whether a text that stands for whatever there is of a kind stands for this one."""
    return bool(_EACH.search(each)) and re.fullmatch(".+".join(map(re.escape, _EACH.split(each))), now) is not None


def is_for_later(step: Step) -> bool:
    """Whether the step names something that does not exist yet, or that cannot be read yet."""
    return is_planned(step.place.account) or _STANDS_FOR.search(json.dumps(unref(step.write.parameters))) is not None


_EACH = re.compile(r"\bEACH_[A-Z_]+\b")
_STANDS_FOR = re.compile(rf"o-0000000000|(?<!\d)000000000\d{{3}}(?!\d)|{_EACH.pattern}")
