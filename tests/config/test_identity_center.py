"""What hardpan.yaml says of IAM Identity Center: who, what, where; and what AWS would refuse of it."""

from __future__ import annotations

import pytest

from hardpan.config import EXAMPLE, Assignment, Baseline, IdentityCenter, PermissionSet, Person
from hardpan.config.load import parse
from hardpan.config.saved import from_dict, to_dict
from hardpan.model import Problem

ORGANIZATION = """
organization:
  email: aws+{name}@example.com
  units:
    - path: Workloads
    - path: Workloads/Prod
  accounts:
    - name: shop
      unit: Workloads/Prod
    - name: management
"""


def said(text: str, more: str = "") -> Baseline:
    lines = "\n".join(f"  {line}" for line in text.strip().splitlines())
    return parse(f"{more}\nidentity_center:\n{lines}\n", "h.yaml")


def refused(text: str, more: str = "") -> str:
    with pytest.raises(Problem) as problem:
        said(text, more)
    return problem.value.what


def test_a_file_that_says_nothing_of_it_wants_nothing_of_it() -> None:
    assert parse("profile: team", "h.yaml").identity_center == IdentityCenter()
    assert parse("profile: team\nidentity_center:\n", "h.yaml").identity_center == IdentityCenter()


def test_everything_it_takes() -> None:
    want = said(
        """
region: eu-west-1
permission_sets:
  - name: Deploy
    managed_policies: [PowerUserAccess, "arn:aws:iam::aws:policy/job-function/Billing"]
    session_hours: 2
groups: [developers]
users:
  - name: ada
    given_name: Ada
    family_name: Example
    email: ada@example.com
    groups: [developers]
assignments:
  - group: developers
    permission_set: Deploy
    accounts: [shop, Workloads, "012345670123", all, management]
""",
        ORGANIZATION.replace("    - name: management\n", ""),
    )
    assert want.identity_center == IdentityCenter(
        region="eu-west-1",
        permission_sets=(
            PermissionSet(
                name="Deploy",
                managed_policies=("PowerUserAccess", "arn:aws:iam::aws:policy/job-function/Billing"),
                session_hours=2,
            ),
        ),
        groups=("developers",),
        users=(
            Person(
                name="ada", given_name="Ada", family_name="Example", email="ada@example.com", groups=("developers",)
            ),
        ),
        assignments=(
            Assignment(
                group="developers",
                permission_set="Deploy",
                accounts=("shop", "Workloads", "012345670123", "all", "management"),
            ),
        ),
    )


def test_the_standard_sets_need_not_be_listed_and_are_there_when_assigned() -> None:
    text = "groups: [a]\npermission_sets: [{name: ReadOnlyAccess, session_hours: 2}]\nassignments:"
    for name in ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess"):
        text += f"\n  - {{group: a, permission_set: {name}, accounts: [all]}}"
    sets = said(text).identity_center.permission_sets
    assert [(one.name, one.managed_policies, one.session_hours) for one in sets] == [
        ("ReadOnlyAccess", ("ReadOnlyAccess",), 2),
        ("AdministratorAccess", ("AdministratorAccess",), 4),
        ("PowerUserAccess", ("PowerUserAccess",), 8),
    ]
    assert said("groups: [admins]").identity_center.permission_sets == ()


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("name: AdministratorAccess", 4),
        ("name: ReadOnlyAccess", 8),
        ("name: ReadOnlyAccess\n    session_hours: 12", 12),
        ("name: Other\n    managed_policies: [IAMFullAccess]", 4),
        ("name: Other\n    managed_policies: [ViewOnlyAccess]", 8),
    ],
)
def test_administrators_have_shorter_sessions(text: str, hours: int) -> None:
    (found,) = said(f"permission_sets:\n  - {text}").identity_center.permission_sets
    assert found.session_hours == hours


def test_a_policy_is_found_by_its_name() -> None:
    policies = ("ReadOnlyAccess", "ViewOnlyAccess", "service-role/AWSConfigRole", "arn:aws:iam::aws:policy/X")
    found = PermissionSet(name="a", managed_policies=policies, session_hours=1).arns("aws-cn")
    assert found == (
        "arn:aws-cn:iam::aws:policy/ReadOnlyAccess",
        "arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess",
        "arn:aws-cn:iam::aws:policy/service-role/AWSConfigRole",
        "arn:aws:iam::aws:policy/X",
    )


def test_a_baseline_with_it_survives_being_saved() -> None:
    assert from_dict(to_dict(EXAMPLE)) == EXAMPLE


GROUPS = "groups: [a]\n"
USER = "users:\n  - name: ada\n    given_name: A\n    family_name: B\n    email: ada@example.com"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "permission_sets:\n  - name: Admin",
            "Admin is not one of AdministratorAccess, PowerUserAccess, ReadOnlyAccess",
        ),
        ("permission_sets:\n  - name: a b\n    managed_policies: [x]", "cannot name a permission set"),
        (f"permission_sets:\n  - name: {'x' * 33}\n    managed_policies: [x]", "cannot name a permission set"),
        (
            "permission_sets:\n  - name: ReadOnlyAccess\n  - name: ReadOnlyAccess",
            "there are two of permission set ReadOnlyAccess",
        ),
        (
            "permission_sets:\n  - name: ReadOnlyAccess\n    session_hours: 13",
            "13 hours are too long",
        ),
        ("permission_sets:\n  - name: ReadOnlyAccess\n    session_hours: 0", "is not a whole number from 1"),
        (
            "permission_sets:\n  - name: AdministratorAccess\n    session_hours: 5",
            "5 hours are too long for an admin",
        ),
        (
            "permission_sets:\n  - name: a\n    managed_policies: ['arn:aws:iam::111122223333:policy/ours']",
            "is no AWS managed policy",
        ),
        ("groups: [a, a]", "there are two of group a"),
        ("groups: [Administrator]", "is a name that IAM Identity Center keeps for itself"),
        (f"{USER}\n    groups: [b]", "ada is in b, which `groups` does not list"),
        (f"{USER}\n    password: x", "unknown key"),
        (USER.replace("ada@example.com", "ada"), "is not an e-mail address"),
        (USER.replace("name: ada", "name: a da", 1), "cannot name a user"),
        (f"{USER}\n{USER.partition(chr(10))[2].replace('ada@', 'b@').replace('ada', 'ADA')}", "two of user ada"),
        (
            f"{USER}\n{USER.partition(chr(10))[2].replace('name: ada', 'name: bob')}",
            "there are two of e-mail address ada@example.com",
        ),
        (
            "assignments:\n  - group: a\n    permission_set: ReadOnlyAccess\n    accounts: [all]",
            "a is assigned, which",
        ),
        (
            f"{GROUPS}assignments:\n  - group: a\n    permission_set: Other\n    accounts: [all]",
            "a is assigned Other, which is none of AdministratorAccess, PowerUserAccess, ReadOnlyAccess",
        ),
        (
            f"{GROUPS}assignments:\n  - group: a\n    permission_set: ReadOnlyAccess\n    accounts: []",
            "in no account",
        ),
        (
            f"{GROUPS}assignments:\n  - group: a\n    permission_set: ReadOnlyAccess\n    accounts: [nowhere]",
            "nowhere in assignments is no account or unit of organization",
        ),
        (
            f"{GROUPS}assignments:\n  - group: a\n    permission_set: ReadOnlyAccess\n    accounts: [management]",
            "management in assignments may mean an account or more",
        ),
        ("region: cn-north-1", "is a Region of partition aws-cn, not of aws"),
    ],
)
def test_what_aws_would_refuse_is_refused_at_its_line(text: str, complaint: str) -> None:
    what = refused(text, ORGANIZATION)
    assert complaint in what
    assert what.startswith("h.yaml:")


def test_a_fault_of_the_organization_is_told_alone() -> None:
    text = f"{GROUPS}assignments:\n  - group: a\n    permission_set: ReadOnlyAccess\n    accounts: [shop]"
    assert "identity_center" not in refused(text, "organization:\n  units:\n    - path: a/b")
