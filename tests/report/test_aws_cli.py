"""The script of AWS CLI commands: run by a real shell, parsed by the real AWS CLI, it sends what the plan would."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from awscli.clidriver import create_clidriver
from botocore import xform_name

from hardpan.apply.step import resolve
from hardpan.aws.client import _drop_prefix_of_address
from hardpan.config import EXAMPLE
from hardpan.model import Place, Ref, Step, Write
from hardpan.plan import Blocked, HumanStep, Plan, Selection
from hardpan.report import aws_cli, render_plan
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.plan import make_plan
from hardpan.workflows.reads import every_write

HERE = Place("111122223333", "eu-west-1")
# Writes its words down, and answers a query with as many words as it asks for.
STAND_IN = """#!/bin/sh
printf '%s\\0' "$@" >> "$RECORD"
printf '\\n\\0' >> "$RECORD"
case "$*" in
    *"--query ["*) printf 'arn:aws:one:in:quite:many:words\\tarn:aws:two:in:quite:many:words\\n' ;;
    *--query*) printf 'arn:aws:one:in:quite:many:words\\n' ;;
    *) printf '{}\\n' ;;
esac
"""
# Has its words carried out by this process, which keeps one AWS CLI running: starting one takes most of a second.
ASKS = """#!/bin/sh
printf '%s\\0' "$@" > ask
{ IFS= read -r code; cat; } < answer
exit "$code"
"""
ONE, TWO = "arn:aws:one:in:quite:many:words", "arn:aws:two:in:quite:many:words"
NASTY = [
    "two words",
    "it's",
    'say "no"',
    "$HOME and `id` and $(id) and ${x}",
    "a\nsecond line",
    "back\\slash",
    "!bang # hash ; touch /tmp/x",
    "ünï ✓",
    "--dashes",
    "file:///etc/passwd",
    "https://example.com/hook",
    "*",
]


@dataclass
class Cli:
    """The AWS CLI in this process: parses, validates, and sends nothing."""

    driver: Any = field(default_factory=create_clidriver)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        events = self.driver.session
        events.register("provide-client-params.*", self._keep)
        events.register("before-call.*", lambda **_: (SimpleNamespace(status_code=200, headers={}), {}))

    def _keep(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.asked.append((model.service_model.service_name, model.name, json.loads(json.dumps(params))))

    def __call__(self, words: list[str]) -> tuple[str, str, dict[str, Any]]:
        """Service, operation and parameters that this command would send. Fails where it is no command."""
        self.asked.clear()
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = self.driver.main(words)
        assert code == 0, f"{words}: {said.getvalue()}"
        (asked,) = self.asked
        return asked


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Cli:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    return Cli()


def run(script: str, folder: Path) -> list[list[str]]:
    """The words of each `aws` command that a shell carries out for a script."""
    (folder / "aws").write_text(STAND_IN)
    (folder / "aws").chmod(0o755)
    (folder / "plan.sh").write_text(script)
    record = folder / "record"
    subprocess.run(["sh", "-n", "plan.sh"], cwd=folder, check=True)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "RECORD": str(record), "HOME": str(folder)}
    subprocess.run(["sh", "plan.sh"], cwd=folder, env=environment, check=True, capture_output=True)
    commands = record.read_text().split("\n\0") if record.exists() else []
    return [command.split("\0")[:-1] for command in commands if command]


def answers(made: Plan) -> dict[str, dict[str, str]]:
    """What the stand-in answers, by step."""
    return {step.key: {"MonitorArn": ONE} for step in made.steps}


def test_every_line_of_a_real_plan_sends_what_its_step_would(messy, cli, tmp_path) -> None:
    commands = run(render_plan(messy, "aws-cli"), tmp_path)
    assert len(commands) == len(messy.steps) > 100
    for step, words in zip(messy.steps, commands, strict=True):
        parameters = json.loads(json.dumps(resolve(step.write.parameters, answers(messy))))
        assert cli(words) == (step.write.service, step.write.operation, parameters), step.key
        assert words[words.index("--region") + 1] == step.place.endpoint_region


def test_run_for_real_it_does_what_apply_does(tmp_path, monkeypatch) -> None:
    """Each command goes through the AWS CLI to the sandbox; afterwards nothing is left to plan."""
    (tmp_path / "aws").write_text(ASKS)
    (tmp_path / "aws").chmod(0o755)
    for name in ("ask", "answer"):
        os.mkfifo(tmp_path / name)
    want, selection = replace(EXAMPLE, consent=("all",)), Selection(regions=("eu-west-1",))
    with Sandbox("personal-messy") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        (tmp_path / "plan.sh").write_text(render_plan(make_plan(want, selection), "aws-cli"))
        environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)}
        whole = "sh plan.sh; ended=$?; aws END; exit $ended"
        process = subprocess.Popen(["sh", "-c", whole], cwd=tmp_path, env=environment)
        driver = create_clidriver()
        driver.session.register("before-sign.s3-control", _drop_prefix_of_address)  # the sandbox's address is a number
        while (words := (tmp_path / "ask").read_text().split("\0")[:-1]) != ["END"]:
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                # Told outright: for RDS in us-east-1 the AWS CLI 1.46 overlooks AWS_ENDPOINT_URL.
                code = driver.main([*words, "--endpoint-url", sandbox.url])
            (tmp_path / "answer").write_text(f"{code}\n{said.getvalue()}")
        (tmp_path / "answer").write_text("0\n")
        assert process.wait() == 0
        assert make_plan(want, selection).steps == ()


def test_json_has_each_command_too(messy, cli) -> None:
    for step in json.loads(render_plan(messy, "json"))["steps"]:
        if "$ref" not in json.dumps(step["parameters"]):
            assert cli(shlex.split(step["cli"])[1:]) == (step["service"], step["operation"], step["parameters"])


def test_every_parameter_of_every_write_is_an_option_of_the_cli() -> None:
    """Also of those that no plan here holds: some options are not named as their parameter is."""
    commands = create_clidriver()._get_command_table()
    models = botocore.session.Session()
    for action in every_write():
        service, operation = action.split(":")
        known = commands[aws_cli._SERVICE.get(service, service)]._get_command_table()
        options = known[xform_name(operation, "-")].arg_table
        shape = models.get_service_model(service).operation_model(operation).input_shape
        for name in shape.members if shape else ():
            word = aws_cli._argument(Write(service, operation), name, "x").split()[0]
            assert options[word.removeprefix("--")]._serialized_name == name, f"{action} {name}"


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    "parameters",
    [
        lambda text: {"GroupName": text, "Description": text},
        lambda text: {"GroupName": "x", "Description": "y", "TagSpecifications": [{"Tags": [{"Value": text}]}]},
        lambda text: {"GroupName": "x", "Description": text, "DryRun": False},
    ],
    ids=["text", "nested", "beside a switch"],
)
def test_any_text_arrives_as_it_is(parameters, text, step, plan, cli, tmp_path) -> None:
    made = plan(step(write=Write("ec2", "CreateSecurityGroup", **parameters(text))))
    (words,) = run(render_plan(made, "aws-cli"), tmp_path)
    assert cli(words) == ("ec2", "CreateSecurityGroup", parameters(text))


@pytest.mark.parametrize("text", ["one\ntouch pwned", "one\r\ntouch pwned", "one\n\n; touch pwned", "$(touch pwned)"])
def test_what_resources_are_called_is_never_carried_out(text, step, plan, tmp_path) -> None:
    """Reasons and notes hold names and descriptions that anybody may have chosen."""
    human = HumanStep(
        control="iam.x", title=text, account="111122223333", instructions=text, because=(text,), check=text
    )
    blocked = Blocked(operation="iam.x", controls=("iam.x",), reason=text, unblock=text, steps=0)
    bad = step(key=f"{text}@1", because=text, undo=None, undo_note=text)
    made = plan(bad, human_steps=(human,), blocked=(blocked,), notes=(text,))
    (words,) = run(render_plan(made, "aws-cli"), tmp_path)
    assert words[:2] == ["ec2", "enable-ebs-encryption-by-default"]
    assert not (tmp_path / "pwned").exists()


def referring(step: Any, *paths: str) -> Iterator[Step]:
    first = step(key="a.first/create@1", write=Write("sns", "CreateTopic", Name="alerts"))
    yield first
    for number, path in enumerate(paths):
        yield step(
            key=f"a.later/{number}@1",
            write=Write(
                "sns",
                "SetTopicAttributes",
                TopicArn=Ref(first.key, path),
                AttributeName="Policy",
                AttributeValue="${aws:SourceArn}",
            ),
        )


@pytest.mark.parametrize(("paths", "got"), [(("TopicArn",), [ONE]), (("A.B", "Other[0].C"), [ONE, TWO])])
def test_an_earlier_answer_is_asked_for_and_passed_on(paths, got, step, plan, cli, tmp_path) -> None:
    made = plan(*referring(step, *paths))
    first, *later = run(render_plan(made, "aws-cli"), tmp_path)
    query = paths[0] if len(paths) == 1 else f"[{', '.join(paths)}]"
    assert first[first.index("--query") + 1] == query
    for words, answer in zip(later, got, strict=True):
        sent = {"TopicArn": answer, "AttributeName": "Policy", "AttributeValue": "${aws:SourceArn}"}
        assert cli(words) == ("sns", "SetTopicAttributes", sent)


def test_a_reference_inside_json_leaves_policy_variables_alone(step, plan, cli, tmp_path) -> None:
    first, _ = referring(step, "MonitorArn")
    tags = [{"Key": "$HOME `id` ${aws:username}", "Value": Ref(first.key, "MonitorArn")}]
    made = plan(first, step(key="b", write=Write("sns", "TagResource", ResourceArn="x", Tags=tags)))
    _, words = run(render_plan(made, "aws-cli"), tmp_path)
    sent = {"ResourceArn": "x", "Tags": [{"Key": "$HOME `id` ${aws:username}", "Value": ONE}]}
    assert cli(words) == ("sns", "TagResource", sent)


def test_the_script_stops_where_a_command_fails(step, plan, tmp_path) -> None:
    steps = list(referring(step, "TopicArn"))
    (tmp_path / "aws").write_text("#!/bin/sh\nexit 254\n")
    (tmp_path / "aws").chmod(0o755)
    script = render_plan(plan(*steps), "aws-cli") + "touch went-on\n"
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=environment, check=False)
    assert done.returncode == 254
    assert not (tmp_path / "went-on").exists()


def test_what_no_command_does_is_in_the_comments(step, plan) -> None:
    human = HumanStep(
        control="iam.root_mfa",
        title="Root has MFA",
        account="111122223333",
        instructions="Sign in.\nEnrol a key.",
        because=("root has no MFA device",),
        check="hardpan assess --control iam.root_mfa",
    )
    blocked = Blocked(operation="ec2.x", controls=("ec2.y",), reason="needs consent", unblock="say yes", steps=2)
    final = step(undo=None, undo_note="the key stays gone")
    said = aws_cli.plan(plan(final, human_steps=(human,), blocked=(blocked,), notes=("the log stays",)))
    for words in (
        "the key stays gone",
        "Root has MFA",
        "#   Enrol a key.",
        "root has no MFA device",
        human.check,
        "needs consent",
        "say yes",
        "the log stays",
    ):
        assert words in said


def test_an_undo_does_not_say_of_each_step_that_it_is_final(step, plan) -> None:
    taken_back = plan(step(undo=None, undo_note="an undo is not undone"), undoes="20260301T120000-0123")
    assert "annot be taken back" not in aws_cli.plan(taken_back)


def test_a_place_without_a_region_is_asked_at_its_own_endpoint() -> None:
    """IAM's endpoint of each partition: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-endpoints.html"""
    line = aws_cli.command(Write("iam", "DeleteUser", UserName="x"), Place("111122223333", None, "aws-us-gov"))
    assert line == "aws iam delete-user --user-name x --region us-gov-west-1"
