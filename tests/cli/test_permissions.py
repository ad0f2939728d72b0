"""`hardpan permissions`: a policy that IAM takes, with what is needed and no more; held against real runs."""

from __future__ import annotations

import json
import re

import click
import pytest
from click.testing import CliRunner

from hardpan.cli.group import cli
from hardpan.model import PROFILES, ExitCode, Problem


def policy(*words):
    done = CliRunner().invoke(cli, ["permissions", *words], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == ExitCode.CLEAN
    return json.loads(done.stdout)


def actions(found):
    return [action for statement in found["Statement"] for action in statement["Action"]]


def size(found):
    """As IAM counts a policy: white space is left out."""
    return len(re.sub(r"\s", "", json.dumps(found)))


MANAGED = 6144  # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
EVERYTHING = """
profile: enterprise
break_glass: true
organization:
  email: aws+{name}@example.com
  units: [{path: Security}]
  accounts: [{name: logs, unit: Security}]
  log_archive: logs
  security_tooling: logs
identity_center:
  groups: [administrators]
ci:
  repositories: [octo/infra]
"""


@pytest.fixture
def everything(tmp_path):
    """A file that says something wherever an operation may be asked for."""
    config = tmp_path / "everything.yaml"
    config.write_text(EVERYTHING)
    return str(config)


def parts(*words):
    """What is to be attached to a role: the policy, or each of its parts."""
    done = CliRunner().invoke(cli, ["permissions", *words], standalone_mode=False)
    told = max(map(int, re.findall(r"--part (\d+)", done.stderr)), default=0)
    return [policy(*words, "--part", str(number)) for number in range(1, told + 1)] or [json.loads(done.stdout)]


@pytest.mark.parametrize("all_there_is", [False, True])
@pytest.mark.parametrize("role", ["audit", "apply"])
def test_it_is_policies_that_iam_takes(role, all_there_is, everything) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"""
    words = [*([everything] if all_there_is else []), "--role", role]
    made = parts(*words)
    assert len(made) <= 10  # managed policies of a role
    for found in made:
        assert found["Version"] == "2012-10-17"
        assert found["Statement"]
        assert len({statement["Sid"] for statement in found["Statement"]}) == len(found["Statement"])
        for statement in found["Statement"]:
            assert statement["Effect"] == "Allow"
            assert statement["Action"] == sorted(set(statement["Action"]))
            assert statement["Action"]
            assert all(re.fullmatch(r"[a-z0-9-]+:[A-Za-z0-9]+", action) for action in statement["Action"])
        assert size(found) <= MANAGED
    whole = policy(*words)
    assert sorted(action for found in made for action in actions(found)) == sorted(actions(whole))


def test_a_policy_that_is_too_long_to_be_managed_is_told() -> None:
    for profile in PROFILES:
        words = ("--role", "apply", "--profile-level", profile)
        done = CliRunner().invoke(cli, ["permissions", *words], standalone_mode=False)
        length = size(json.loads(done.stdout))
        assert ("--part 1 and --part 2" in done.stderr) is (length > MANAGED)
        assert ("attach it inline" in done.stderr) is (MANAGED < length <= 10_240)  # of a role


def test_a_part_that_there_is_not_is_refused() -> None:
    done = CliRunner().invoke(cli, ["permissions", "--part", "2"], standalone_mode=False)
    assert isinstance(done.exception, click.UsageError)
    assert policy("--part", "1") == policy()


def test_accounts_to_enter_stand_in_a_part_of_their_own_where_the_rest_is_full(everything) -> None:
    entered = [word for number in range(150) for word in ("--account", f"{number:012}")]
    made = parts(everything, "--role", "apply", *entered)
    statements = [one for found in made for one in found["Statement"] if one["Sid"] == "HardpanEnter"]
    named = [arn for one in statements for arn in one["Resource"]]
    assert len(named) == len(set(named)) == 150
    assert all(size(found) <= MANAGED for found in made)


@pytest.mark.parametrize(
    ("said", "action"),
    [
        ("identity_center: {groups: [administrators]}", "identitystore:CreateGroup"),
        ("organization: {units: [{path: Security}]}", "organizations:CreateOrganizationalUnit"),
        ("ci: {repositories: [octo/infra]}", "iam:CreateOpenIDConnectProvider"),
    ],
)
def test_what_the_file_does_not_ask_for_needs_no_permission(said, action, tmp_path) -> None:
    config = tmp_path / "hardpan.yaml"
    config.write_text("profile: personal\n")
    assert action not in actions(policy(str(config), "--role", "apply"))
    config.write_text(f"profile: personal\n{said}\n")
    assert action in actions(policy(str(config), "--role", "apply"))


def test_audit_only_reads() -> None:
    reads = ("Get", "List", "Describe", "BatchGet", "Generate", "Search", "Lookup", "View", "Search")
    assert all(action.split(":")[1].startswith(reads) for action in actions(policy()))


def test_apply_is_audit_and_the_changes() -> None:
    audit, apply = set(actions(policy())), set(actions(policy("--role", "apply")))
    assert audit < apply
    assert "ec2:EnableEbsEncryptionByDefault" in apply - audit


def test_entering_accounts_is_allowed_by_name() -> None:
    found = policy("--account", "222222222222", "--account", "333333333333")
    statements = {one["Sid"]: one for one in found["Statement"]}
    assert statements["HardpanEnter"]["Action"] == ["sts:AssumeRole"]
    assert statements["HardpanEnter"]["Resource"] == [
        f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole" for account in ("222222222222", "333333333333")
    ]
    assert "HardpanListAccounts" not in statements
    every = {one["Sid"]: one for one in policy("--account", "all")["Statement"]}
    assert every["HardpanEnter"]["Resource"] == ["arn:aws:iam::*:role/OrganizationAccountAccessRole"]
    assert every["HardpanListAccounts"]["Action"] == ["organizations:ListAccounts"]


def test_it_is_narrowed_by_the_selection() -> None:
    narrow = actions(policy("--control", "ec2.ebs_encryption_by_default"))
    assert set(narrow) == {"ec2:DescribeRegions", "ec2:GetEbsEncryptionByDefault", "sts:GetCallerIdentity"}
    iam = {action.split(":")[0] for action in actions(policy("--section", "root-user"))}
    assert "guardduty" not in iam


def test_a_configuration_says_which_profile(tmp_path) -> None:
    config = tmp_path / "hardpan.yaml"
    config.write_text("profile: personal\nhome_region: eu-west-1\n")
    assert policy(str(config)) == policy()


@pytest.mark.parametrize("words", [("nowhere.yaml",), ("--control", "iam.rot_mfa")])
def test_what_is_not_there(words) -> None:
    done = CliRunner().invoke(cli, ["permissions", *words], standalone_mode=False)
    assert isinstance(done.exception, Problem)
    assert done.exception.code is ExitCode.USAGE
    assert done.stdout == ""


def test_assess_asks_for_nothing_that_the_policy_does_not_allow(shell) -> None:
    """With everything else denied, nothing is unknown."""
    allowed = json.loads(shell.run("permissions", "hardpan.yaml").stdout)["Statement"][0]["Action"]
    words = ("assess", "--region", "eu-west-1", "--output", "json")
    free = json.loads(shell.run(*words).stdout)
    assert free["summary"]["unknown"] == 0
    shell.sandbox.control.fault("deny", "*", **{"except": allowed})
    held = json.loads(shell.run(*words).stdout)
    assert held["summary"] == free["summary"]
    assert held["reads"]["denied"] == 0


@pytest.mark.parametrize("action", ["iam:GetAccountSummary", "ec2:GetEbsEncryptionByDefault"])
def test_one_action_less_is_missed(shell, action) -> None:
    """The proof above can fail: without one action, something is unknown and names it."""
    allowed = json.loads(shell.run("permissions", "hardpan.yaml").stdout)["Statement"][0]["Action"]
    shell.sandbox.control.fault("deny", "*", **{"except": [name for name in allowed if name != action]})
    said = json.loads(shell.run("assess", "--region", "eu-west-1", "--output", "json").stdout)
    missing = [found["message"] for found in said["findings"] if found["status"] == "UNKNOWN"]
    assert missing
    assert all(action in message for message in missing)


def test_apply_asks_for_nothing_that_the_policy_does_not_allow(shell) -> None:
    region = ("--region", "eu-west-1")
    allowed = json.loads(shell.run("permissions", "hardpan.yaml", "--role", "apply").stdout)["Statement"]
    everything = [action for statement in allowed for action in statement["Action"]]
    shell.sandbox.control.fault("deny", "*", **{"except": everything})
    assert shell.run("plan", *region, "--out", "plan.json").returncode == ExitCode.CLEAN
    approved = json.loads((shell.folder / "plan.json").read_text())["hash"]
    done = shell.run("apply", "plan.json", "--approve", approved)
    assert done.returncode == ExitCode.CLEAN, done.stderr
    approved = json.loads(shell.run("undo", "--show", "--output", "json").stdout)["hash"]
    taken_back = shell.run("undo", "--approve", approved)
    assert taken_back.returncode == ExitCode.CLEAN, taken_back.stderr
