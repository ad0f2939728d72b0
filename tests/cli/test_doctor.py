"""`hardpan doctor`: says whose account this is, or what is in the way and what to do about it."""

from __future__ import annotations

import pytest

from hardpan.model import ExitCode


def test_all_is_well(shell) -> None:
    done = shell.run("doctor")
    assert (done.returncode, done.stderr) == (ExitCode.CLEAN, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "✓ hardpan.yaml: profile personal, home Region eu-west-1"
    assert lines[1].startswith("✓ credentials: arn:aws:iam::111122223333:")
    assert lines[2] == "✓ account 111122223333, partition aws"
    regions = lines[3].removeprefix("✓ 18 Regions enabled: ").split(", ")
    assert len(regions) == 18
    assert {"us-east-1", "eu-west-1"} <= set(regions)


def test_it_changes_nothing_and_asks_two_questions(shell) -> None:
    shell.sandbox.control.forget_requests()
    shell.run("doctor")
    asked = [request["operation"] for request in shell.sandbox.control.requests()]
    assert sorted(asked) == ["DescribeRegions", "GetCallerIdentity"]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, ("cannot reach AWS", "AWS_ENDPOINT_URL")),
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, ("no AWS credentials", "aws configure")),
    ],
)
def test_what_is_in_the_way(shell, environment, words) -> None:
    done = shell.run("doctor", **environment)
    assert done.returncode == ExitCode.TOOL_FAILED
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_an_unknown_profile(shell) -> None:
    done = shell.run("doctor", AWS_PROFILE="nobody")
    assert done.returncode in (ExitCode.USAGE, ExitCode.TOOL_FAILED)
    assert "Traceback" not in done.stderr
    assert "nobody" in done.stderr


def test_a_broken_aws_configuration(shell) -> None:
    (shell.folder / "config").write_text("[broken\n")
    done = shell.run("doctor", AWS_CONFIG_FILE=str(shell.folder / "config"))
    assert done.returncode in (ExitCode.USAGE, ExitCode.TOOL_FAILED)
    assert "Traceback" not in done.stderr
    assert str(shell.folder / "config") in done.stderr


def test_an_endpoint_that_is_none(shell) -> None:
    done = shell.run("doctor", AWS_ENDPOINT_URL="127.0.0.1")
    assert "Traceback" not in done.stderr
    assert done.returncode in (ExitCode.USAGE, ExitCode.TOOL_FAILED)
    assert "127.0.0.1" in done.stderr


def test_the_region_of_the_environment_is_asked_first(shell) -> None:
    """In China and GovCloud no other Region knows the credentials.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html
    """
    shell.sandbox.control.forget_requests()
    assert shell.run("doctor", AWS_REGION="eu-central-1", AWS_DEFAULT_REGION="").returncode == ExitCode.CLEAN
    assert {request["region"] for request in shell.sandbox.control.requests()} == {"eu-central-1"}


@pytest.mark.parametrize(
    ("kind", "action", "words"),
    [
        ("expired", "*", ("does not accept the credentials",)),
        ("deny", "ec2:DescribeRegions", ("cannot list the account's Regions", "ec2:DescribeRegions")),
        ("drop", "*", ("cannot reach AWS",)),
    ],
)
def test_an_account_that_does_not_answer(shell, kind, action, words) -> None:
    shell.sandbox.control.fault(kind, action)
    done = shell.run("doctor")
    assert done.returncode == ExitCode.TOOL_FAILED
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('profile: personal\naccount: "999988887777"\n', ("111122223333", "999988887777")),
        ("profile: personal\nhome_region: af-south-1\n", ("af-south-1", "not enabled")),
    ],
)
def test_a_configuration_for_another_account(shell, text, words) -> None:
    shell.sandbox.reset("factory-new")
    (shell.folder / "hardpan.yaml").write_text(text)
    done = shell.run("doctor")
    assert done.returncode == ExitCode.USAGE
    for word in words:
        assert word in done.stderr


def test_no_configuration(shell) -> None:
    (shell.folder / "hardpan.yaml").unlink()
    done = shell.run("doctor")
    assert done.returncode == ExitCode.USAGE
    assert "hardpan.yaml" in done.stderr
    assert done.stdout == ""


def test_only_root_is_advised_to_use_a_role(shell, connect) -> None:
    assert "! these are the root user's credentials" in shell.run("doctor").stdout
    iam = connect("iam")
    iam.create_user(UserName="ada")
    iam.attach_user_policy(UserName="ada", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    key = iam.create_access_key(UserName="ada")["AccessKey"]
    words = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    done = shell.run("doctor", **words)
    assert done.returncode == ExitCode.CLEAN, done.stderr
    assert "✓ credentials: arn:aws:iam::111122223333:user/ada" in done.stdout
    assert "root user" not in done.stdout
    assert key["SecretAccessKey"] not in done.stdout + done.stderr
