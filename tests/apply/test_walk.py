"""Carrying out steps against a made-up AWS: what is tried again, waited for, skipped and written down."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hardpan.apply import Journal, Outcome, Result, Run, carry_out, inverse
from hardpan.apply import step as step_room
from hardpan.aws import AwsFailure
from hardpan.config import EXAMPLE
from hardpan.model import NotYet, Place, Read, Ref, Settled, Step, Write
from hardpan.plan import Plan, Selection

HERE = Place("111122223333", "eu-west-1")


class FakeAws:
    """Answers by operation; a list is answered in turn, an AwsFailure is raised."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.sent = answers, []

    def read(self, place: Place, read: Read) -> Any:
        return self._say(read.operation, read.parameters)

    def write(self, place: Place, write: Write) -> Any:
        return self._say(write.operation, write.parameters)

    def journaled(self, write: Write, answer: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in answer.items() if name != "Secret"}

    def _say(self, operation: str, parameters: dict[str, Any]) -> Any:
        self.sent.append((operation, parameters))
        said = self.answers.get(operation, {})
        if isinstance(said, list):
            said = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(said, Exception):
            raise said
        return said

    def count(self, operation: str) -> int:
        return sum(name == operation for name, _ in self.sent)


def step(name: str, **changes: Any) -> Step:
    made = Step(key=name, place=HERE, write=Write("kms", name), because="a test", undo=(Write("kms", f"Un{name}"),))
    return replace(made, **changes)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits as long as ever in number, a hundred times shorter each."""
    monkeypatch.setattr(step_room, "_FIRST_WAIT", 0.005)
    monkeypatch.setattr(step_room, "_LONGEST_WAIT", 0.02)


@pytest.fixture
def carry(tmp_path: Path) -> Callable[..., tuple[Result, Run]]:
    def run(aws: FakeAws, *steps: Step) -> tuple[Result, Run]:
        plan = Plan(
            account=HERE.account,
            partition="aws",
            baseline=EXAMPLE,
            baseline_digest="0",
            selection=Selection(),
            snapshot_taken="2026-11-01T12:00:00+00:00",
            steps=steps,
        )
        made = Run.begin(tmp_path, plan)
        with Journal(made) as journal:
            return carry_out(steps, aws, journal, answers={}, on_step=lambda *_: None), made

    return run


def test_not_yet_is_tried_again_until_it_is(carry) -> None:
    too_new = AwsFailure("MalformedPolicyDocument", "Invalid principal in policy")
    aws = FakeAws(Put=[too_new, too_new, {}])
    result, _ = carry(aws, step("Put", not_yet=(NotYet("MalformedPolicyDocument", "invalid principal", 5),)))
    assert result.outcomes == {"Put": Outcome.DONE}
    assert aws.count("Put") == 3


@pytest.mark.parametrize(
    "refusal",
    [AwsFailure("MalformedPolicyDocument", "Syntax errors in policy"), AwsFailure("AccessDenied", "invalid principal")],
)
def test_another_error_is_final(carry, refusal: AwsFailure) -> None:
    aws = FakeAws(Put=refusal)
    result, _ = carry(aws, step("Put", not_yet=(NotYet("MalformedPolicyDocument", "invalid principal", 5),)))
    assert result.outcomes == {"Put": Outcome.FAILED}
    assert aws.count("Put") == 1
    assert refusal.code in result.reasons["Put"]


def test_patience_ends(carry) -> None:
    aws = FakeAws(Put=AwsFailure("NoSuchBucket", "not there"))
    result, _ = carry(aws, step("Put", not_yet=(NotYet("NoSuchBucket", seconds=0.1),)))  # type: ignore[arg-type]
    assert result.outcomes == {"Put": Outcome.FAILED}
    assert aws.count("Put") > 2


def test_a_step_is_done_when_its_effect_shows(carry) -> None:
    aws = FakeAws(Get=[{"State": "creating"}, {"State": "creating"}, {"State": "active"}])
    result, _ = carry(aws, step("Make", settled=Settled(Read("kms", "Get"), "State", "active", 5)))
    assert result.outcomes == {"Make": Outcome.DONE}
    assert (aws.count("Make"), aws.count("Get")) == (1, 3)


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "RequestLimitExceeded", "SlowDown", "TooManyRequestsException"]
)
def test_asking_too_fast_ends_neither_a_step_nor_the_wait_for_its_effect(carry, code: str) -> None:
    too_fast = AwsFailure(code, "Rate exceeded")
    aws = FakeAws(Make=[too_fast, {}], Get=[too_fast, {"State": "creating"}, too_fast, {"State": "active"}])
    result, _ = carry(aws, step("Make", settled=Settled(Read("kms", "Get"), "State", "active", 5)))
    assert result.outcomes == {"Make": Outcome.DONE}
    assert (aws.count("Make"), aws.count("Get")) == (2, 4)


def test_an_effect_that_may_not_be_seen_is_unsettled(carry) -> None:
    aws = FakeAws(Get=AwsFailure("AccessDenied", "no"))
    result, _ = carry(aws, step("Make", settled=Settled(Read("kms", "Get"), "State", "active", 5)))
    assert result.outcomes == {"Make": Outcome.UNSETTLED}
    assert aws.count("Get") == 1


def test_what_a_step_follows_comes_first_and_may_fail(carry) -> None:
    aws = FakeAws(First=AwsFailure("AccessDenied", "no"), Get=[{"State": "creating"}, {"State": "active"}])
    slow = step("Slow", settled=Settled(Read("kms", "Get"), "State", "active", 5))
    result, _ = carry(aws, step("Last", follows=frozenset({"First", "Slow", "Gone"})), step("First"), slow)
    assert result.outcomes == {"First": Outcome.FAILED, "Slow": Outcome.DONE, "Last": Outcome.DONE}
    assert aws.sent[-1][0] == "Last"


def test_undo_takes_back_what_followed_before_what_it_followed(carry) -> None:
    _, run = carry(FakeAws(), step("First@111122223333"), step("Last", follows=frozenset({"First@111122223333"})))
    last, first = inverse(run).steps
    assert (last.write.operation, first.needs) == ("UnLast", {last.key})


def test_an_effect_that_never_shows_is_unsettled_and_what_needs_it_goes_on(carry) -> None:
    aws = FakeAws(Get={"State": "creating"})
    slow = step("Make", settled=Settled(Read("kms", "Get"), "State", "active", 0.05))  # type: ignore[arg-type]
    result, run = carry(aws, slow)
    assert result.outcomes == {"Make": Outcome.UNSETTLED}
    assert not result.succeeded
    assert run.answers().keys() == {"Make"}, "it was answered: resume must not send it again"


def test_a_failure_skips_only_what_needs_it(carry) -> None:
    aws = FakeAws(Bad=AwsFailure("AccessDenied", "no"))
    child = step("Child", needs=frozenset({"Bad"}))
    grandchild = step("Grandchild", needs=frozenset({"Child"}))
    result, _ = carry(aws, step("Bad"), child, grandchild, step("Other"))
    assert result.outcomes == {
        "Bad": Outcome.FAILED,
        "Child": Outcome.SKIPPED,
        "Grandchild": Outcome.SKIPPED,
        "Other": Outcome.DONE,
    }


def test_a_value_known_only_then_is_filled_in(carry) -> None:
    aws = FakeAws(Make={"Key": {"Id": "k-1"}})
    use = step("Use", write=Write("kms", "Use", Ids=[Ref("Make", "Key.Id")]), needs=frozenset({"Make"}))
    carry(aws, step("Make"), use)
    assert ("Use", {"Ids": ["k-1"]}) in aws.sent


def test_the_journal_says_what_is_meant_before_it_is_sent_and_keeps_no_secret(carry) -> None:
    seen: list[str] = []

    class Watching(FakeAws):
        def write(self, place: Place, write: Write) -> Any:
            seen.extend(entry["event"] for entry in run_folder.entries())
            return super().write(place, write)

    aws = Watching(Make={"Id": "1", "Secret": "hunter2"})
    begun = Run.begin
    holder: list[Run] = []

    def remember(root: Path, plan: Plan) -> Run:
        holder.append(begun(root, plan))
        return holder[0]

    class Lazy:
        def entries(self) -> list[dict[str, Any]]:
            return holder[0].entries()

    run_folder = Lazy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Run, "begin", remember)
        _, run = carry(aws, step("Make"))
    assert seen == ["begin", "intent"]
    assert "hunter2" not in (run.folder / "journal.jsonl").read_text()


def test_half_a_line_is_no_entry_and_spoils_none_after_it(carry) -> None:
    _, run = carry(FakeAws(), step("Make"))
    path = run.folder / "journal.jsonl"
    whole = path.read_text()
    path.write_text(whole + '{"at": "2026-11-01", "event": "do')
    before = run.entries()
    with Journal(run) as journal:
        journal.write("end")
    assert [entry["event"] for entry in run.entries()] == [*(entry["event"] for entry in before), "end"]
    assert json.loads(whole.splitlines()[0])["event"] == "begin"


def test_undo_is_the_inverse_in_reverse(carry) -> None:
    child = step("Child", needs=frozenset({"Make"}))
    final = step("Final", undo=None, undo_note="stays")
    _, run = carry(FakeAws(), step("Make"), child, final)
    back = inverse(run)
    assert [one.write.operation for one in back.steps] == ["UnChild", "UnMake"]
    assert back.steps[1].needs == {"undo/Child"}
    assert back.notes == ("Final: stays",)
    assert back.undoes == run.id


# What a step's effect shows, and what ends it.


CREATED = {"Status": {"Id": "car-1"}}
SUCCEEDED = {"Status": {"State": "SUCCEEDED", "Number": "444455556666"}}


def creation(failed: str | None = "Status.Reason") -> Step:
    read = Read("organizations", "DescribeStatus", Id=Ref("Create", "Status.Id"))
    return step("Create", settled=Settled(read, "Status.State", "SUCCEEDED", seconds=1, failed=failed))


def test_what_showed_the_effect_can_be_referred_to_and_outlives_the_process(tmp_path: Path) -> None:
    aws = FakeAws(Create=CREATED, DescribeStatus=[{"Status": {"State": "IN_PROGRESS"}}, SUCCEEDED])
    move = step(
        "Move", write=Write("kms", "Move", Number=Ref("Create", "settled.Status.Number")), needs=frozenset({"Create"})
    )
    run, result = carried(tmp_path, aws, creation(), move)
    assert result.succeeded
    assert ("Move", {"Number": "444455556666"}) in aws.sent
    assert run.answers()["Create"] == {**CREATED, "settled": SUCCEEDED}


def test_what_nobody_refers_to_is_not_written_down(tmp_path: Path) -> None:
    aws = FakeAws(Create=CREATED, DescribeStatus=SUCCEEDED)
    run, result = carried(tmp_path / "quiet", aws, creation(failed=None))
    assert result.succeeded
    assert run.answers()["Create"] == CREATED
    run, _ = carried(tmp_path / "making", aws, creation())
    assert run.answers()["Create"] == {**CREATED, "settled": SUCCEEDED}, "what AWS made is remembered"


def test_what_aws_says_has_failed_is_not_waited_for(tmp_path: Path) -> None:
    failure = {"Status": {"State": "FAILED", "Reason": "EMAIL_ALREADY_EXISTS"}}
    aws = FakeAws(Create=CREATED, DescribeStatus=failure)
    after = step("Move", needs=frozenset({"Create"}))
    run, result = carried(tmp_path, aws, creation(), after)
    assert result.outcomes == {"Create": Outcome.FAILED, "Move": Outcome.SKIPPED}
    assert "EMAIL_ALREADY_EXISTS" in result.reasons["Create"]
    assert aws.count("DescribeStatus") == 1
    assert "Create" not in run.answers(), "it came to nothing, so that there is nothing to undo"


def carried(folder: Path, aws: FakeAws, *steps: Step) -> tuple[Run, Result]:
    plan = Plan(
        account=HERE.account,
        partition="aws",
        baseline=EXAMPLE,
        baseline_digest="",
        selection=Selection(),
        snapshot_taken="",
        steps=steps,
    )
    run = Run.begin(folder, plan)
    with Journal(run) as journal:
        return run, carry_out(steps, aws, journal, answers={}, on_step=lambda *_: None)
