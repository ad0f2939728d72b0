"""A plan for several accounts says once what is the same in them."""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, MemberAccount, Organization
from hardpan.model import Place, planned_account
from hardpan.plan import HumanStep
from hardpan.report.grouped import in_accounts_there, in_new_accounts, people
from hardpan.report.markdown import plan as markdown
from hardpan.report.terminal import plan as terminal

NAMES = ("logs", "shop", "trial")
WANT = replace(
    EXAMPLE,
    organization=Organization(accounts=tuple(MemberAccount(name=name, email=f"{name}@example.com") for name in NAMES)),
)


def in_account(step, number, region="eu-west-1"):
    place = Place(number, region)
    return step(key=f"a/{region}@{place}", place=place, resource=f"arn:aws:s3:::b-{number}")


def human(account, because="it"):
    return HumanStep(control="a.b", title="Do it", account=account, instructions="so", because=(because,), check="c")


def test_new_accounts_in_which_the_same_is_done_share_a_heading(step, plan) -> None:
    steps = [in_account(step, planned_account(number)) for number in (1, 2, 3)]
    steps += [in_account(step, planned_account(3), "us-east-1"), in_account(step, "111122223333")]
    made = plan(baseline=WANT, steps=tuple(steps))
    assert [one.place.account for one in in_accounts_there(made)] == ["111122223333"]
    said = {heading: len(found) for heading, found in in_new_accounts(made)}
    assert said == {"In each of the new accounts logs, shop": 1, "In the new account trial": 2}
    for page in (terminal(made), markdown(made)):
        assert all(heading in page for heading in said)


def test_what_waits_for_a_person_is_said_once_with_the_accounts_it_waits_in() -> None:
    waiting = [human("111122223333"), human(planned_account(1)), human("444455556666", "something else")]
    said = list(people(waiting, {planned_account(1): "logs"}))
    assert [(accounts, one.because) for accounts, one in said] == [
        ("111122223333, logs", ("it",)),
        ("444455556666", ("something else",)),
    ]
    assert [accounts for accounts, _ in people(waiting[:1], {})] == [""]
