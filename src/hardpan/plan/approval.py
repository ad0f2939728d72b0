"""What somebody agreed to with a plan, held beside steps that were planned later.

A plan that makes accounts holds numbers that stand for theirs (docs/decisions/0015). Once there are accounts, the
same steps are planned with real numbers, and with ids that only AWS could give.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hardpan.model import Step, is_planned
from hardpan.plan.plan import Plan, unref

# Of what AWS puts into every new account: each stands for any of its kind.
_GIVEN = re.compile(r"\b(vpc|subnet|igw|sg|rtb|acl|dopt)-[0-9a-f]{8,17}\b")


class Approval:
    """The steps of a plan, with what stood for accounts and the organization replaced by what there is now."""

    def __init__(self, plan: Plan, real: Mapping[str, str], answers: Mapping[str, Any]) -> None:
        """`real`: what there is, by what stood for it. `answers`: of the steps that were carried out, by key."""
        self._real = {**real}
        self._answers = answers
        self.steps = {self._key(step): step for step in plan.steps}
        self._sent = {(self._key(step), self._text(step)) for step in plan.steps}

    def names(self, step: Step) -> str | None:
        """The key of this step in the plan; None where the plan has none like it."""
        found = self.steps.get(self._key(step))
        return found.key if found else None

    def covers(self, step: Step) -> bool:
        """Whether the plan has this step, and would have sent the same."""
        return (self._key(step), self._text(step)) in self._sent

    def _key(self, step: Step) -> str:
        return self._named(step.key)

    def _text(self, step: Step) -> str:
        request = [step.place.region, step.write.service, step.write.operation, self._resolved(step.write.parameters)]
        return self._named(json.dumps(request, sort_keys=True))

    def _resolved(self, parameters: Any) -> Any:
        import jmespath

        def filled(value: Any) -> Any:
            if isinstance(value, dict):
                if set(value) == {"$ref"} and (answer := self._answers.get(value["$ref"][0])):
                    return jmespath.search(value["$ref"][1], answer)
                return {name: filled(item) for name, item in value.items()}
            return [filled(item) for item in value] if isinstance(value, list) else value

        return filled(unref(parameters))

    def _named(self, text: str) -> str:
        for planned, real in self._real.items():
            text = text.replace(planned, real)
        return _GIVEN.sub(r"\1-*", text)


def waits_for_an_account(step: Step) -> bool:
    """Whether the step names something that does not exist yet."""
    return is_planned(step.place.account) or _STANDS_FOR.search(json.dumps(unref(step.write.parameters))) is not None


_STANDS_FOR = re.compile(r"o-0000000000|(?<!\d)000000000\d{3}(?!\d)")
