"""What was approved with numbers that stand for accounts, held beside what is planned once there are accounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan.config import EXAMPLE
from hardpan.model import HIDDEN, PLANNED_ORGANIZATION, Place, Ref, Step, Write, is_planned, planned_account, step_key
from hardpan.plan import Plan, Selection
from hardpan.plan.approval import Approval, is_for_later

NEW, REAL = planned_account(1), "444455556666"
TRUE = {NEW: REAL, PLANNED_ORGANIZATION: "o-exampleorgid"}


def step(name: str, account: str = NEW, region: str | None = "eu-west-1", **parameters: Any) -> Step:
    place = Place(account, region)
    return Step(key=step_key(name, place), place=place, write=Write("s3", "CreateBucket", **parameters), because="test")


def approval(*steps: Step, answers: dict[str, Any] | None = None) -> Approval:
    plan = Plan(
        account="111122223333",
        partition="aws",
        baseline=EXAMPLE,
        baseline_digest="",
        selection=Selection(),
        snapshot_taken="",
        steps=steps,
    )
    return Approval(plan, TRUE, answers or {})


def test_real_numbers_stand_where_the_others_stood() -> None:
    policy = f'{{"Resource":"arn:aws:s3:::logs-{NEW}/AWSLogs/{PLANNED_ORGANIZATION}/*"}}'
    approved = approval(step("s3.bucket/create", Bucket=f"logs-{NEW}", Policy=policy))
    now = policy.replace(NEW, REAL).replace(PLANNED_ORGANIZATION, "o-exampleorgid")
    assert approved.covers(step("s3.bucket/create", REAL, Bucket=f"logs-{REAL}", Policy=now))


@pytest.mark.parametrize(
    "other",
    [
        step("s3.bucket/create", REAL, Bucket=f"other-{REAL}"),
        step("s3.bucket/other", REAL, Bucket=f"logs-{REAL}"),
        step("s3.bucket/create", "777788889999", Bucket=f"logs-{REAL}"),
        step("s3.bucket/create", REAL, "eu-west-2", Bucket=f"logs-{REAL}"),
        step("s3.bucket/create", REAL, Bucket=f"logs-{REAL}", ACL="public-read"),
        step("s3.bucket/create", REAL),
        replace(step("s3.bucket/create", REAL), write=Write("s3", "DeleteBucket", Bucket=f"logs-{REAL}")),
    ],
)
def test_nothing_else_is_taken_for_approved(other: Step) -> None:
    assert not approval(step("s3.bucket/create", Bucket=f"logs-{NEW}")).covers(other)


def test_ids_that_only_aws_could_give_stand_for_any_of_their_kind() -> None:
    approved = approval(step("ec2.vpc/subnet:subnet-0123456789abcdef0", SubnetId="subnet-0123456789abcdef0"))
    another = "subnet-fedcba98"
    assert approved.covers(step(f"ec2.vpc/subnet:{another}", REAL, SubnetId=another))
    assert not approved.covers(step(f"ec2.vpc/subnet:{another}", REAL, SubnetId="vpc-fedcba98"))


def test_in_an_account_that_was_there_an_id_stands_for_itself() -> None:
    mine, another = "subnet-0123456789abcdef0", "subnet-fedcba98"
    approved = approval(step(f"ec2.vpc/subnet:{mine}", REAL, SubnetId=mine), step("ec2.vpc/one", REAL, SubnetId=mine))
    assert approved.covers(step(f"ec2.vpc/subnet:{mine}", REAL, SubnetId=mine))
    assert not approved.covers(step(f"ec2.vpc/subnet:{another}", REAL, SubnetId=another))
    assert not approved.covers(step("ec2.vpc/one", REAL, SubnetId=another))


def test_a_reference_is_what_the_step_gave() -> None:
    made = step_key("sns.topic/create", Place(NEW, "eu-west-1"))
    approved = approval(
        step("sns.topic/create"),
        step("sns.topic/subscribe", TopicArn=Ref(made, "TopicArn")),
        answers={made.replace(NEW, REAL): {"TopicArn": "arn:given"}},
    )
    assert approved.covers(step("sns.topic/subscribe", REAL, TopicArn="arn:given"))
    assert approved.covers(step("sns.topic/subscribe", REAL, TopicArn=Ref(made.replace(NEW, REAL), "TopicArn")))
    assert not approved.covers(step("sns.topic/subscribe", REAL, TopicArn="arn:other"))
    assert not approved.covers(step("sns.topic/subscribe", REAL, TopicArn=["arn:given"]))


def test_where_an_answer_was_lost_any_id_may_be_what_was_given() -> None:
    made = step_key("sns.topic/create", Place(REAL, "eu-west-1"))
    approved = approval(step("sns.topic/subscribe", REAL, TopicArn=Ref(made, "TopicArn")))
    assert approved.covers(step("sns.topic/subscribe", REAL, TopicArn="arn:given"))
    assert not approved.covers(step("sns.topic/subscribe", REAL, TopicArn={"Arn": "arn:given"}))


def test_what_was_not_kept_since_it_is_sensitive_may_be_anything() -> None:
    made = step("organizations.organization/create")
    refers = step("macie2.members/join", email=Ref(made.key, "Organization.MasterAccountEmail"))
    kept = {made.key.replace(NEW, REAL): {"Organization": {"MasterAccountEmail": HIDDEN}}}
    now = step("macie2.members/join", REAL, email="aws@example.com")
    assert approval(refers, answers=kept).covers(now)
    told = {made.key.replace(NEW, REAL): {"Organization": {"MasterAccountEmail": "other@example.com"}}}
    assert not approval(refers, answers=told).covers(now)


@pytest.mark.parametrize(
    ("waiting", "waits"),
    [
        (step("s3.bucket/create"), True),
        (step("s3.bucket/create", REAL, Policy=f"arn:aws:iam::{NEW}:root"), True),
        (step("s3.bucket/create", REAL, Policy=f'{{"aws:PrincipalOrgID":"{PLANNED_ORGANIZATION}"}}'), True),
        (step("s3.bucket/create", REAL, Number="1000000000011"), False),
        (step("s3.bucket/create", REAL, Bucket="logs"), False),
    ],
)
def test_what_names_something_that_is_not_there_waits(waiting: Step, waits: bool) -> None:
    assert is_for_later(waiting) is waits


def test_no_account_of_aws_is_taken_for_one_that_is_planned() -> None:
    assert is_planned(planned_account(999))
    assert not is_planned("012345678901")
