"""What a plan says of several accounts, said once where it is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hardpan.model import Step
from hardpan.plan import HumanStep, Plan


def in_accounts_there(made: Plan) -> list[Step]:
    """The steps in accounts that exist."""
    return [step for step in made.steps if step.place.account not in made.planned_accounts]


def in_new_accounts(made: Plan) -> Iterator[tuple[str, list[Step]]]:
    """What the plan does in the accounts that it makes, once for those in which it does the same, with a heading."""
    steps: dict[str, list[Step]] = {number: [] for number in made.planned_accounts}
    for step in made.steps:
        if step.place.account in steps:
            steps[step.place.account].append(step)
    alike: dict[tuple[str, ...], list[str]] = {}
    for number, own in steps.items():
        alike.setdefault(tuple(_without(number, step) for step in own), []).append(number)
    for numbers in alike.values():
        names = [made.planned_accounts[number] for number in numbers]
        alone = f"In the new account {names[0]}"
        yield (alone if len(names) == 1 else f"In each of the new accounts {', '.join(names)}"), steps[numbers[0]]


def people(steps: Iterable[HumanStep], planned: Mapping[str, str]) -> Iterator[tuple[str, HumanStep]]:
    """What waits for a person, with the accounts that it waits in where these are several.

    `planned`: the names of accounts that are yet to be made, by the numbers that stand for them.
    """
    steps = list(steps)
    alike: dict[tuple[str, ...], list[HumanStep]] = {}
    for human in steps:
        because = tuple(reason.replace(human.account, "") for reason in human.because)
        alike.setdefault((human.control, human.instructions, *because), []).append(human)
    many = len({human.account for human in steps}) > 1
    for same in alike.values():
        names = [planned.get(human.account, human.account) for human in same]
        yield ", ".join(names) if many else "", same[0]


def _without(number: str, step: Step) -> str:
    said = (step.place.region, step.write.action, step.resource, step.before, step.after, step.because)
    return " ".join(map(str, said)).replace(number, "")
