"""AWS does what it was asked, and the answer is lost on the way: what was sent again makes nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hardpan.config import EXAMPLE
from hardpan.plan import Plan, Selection
from hardpan.sandbox.faults import Dropped
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply
from hardpan.workflows.plan import make_plan

WANT = replace(EXAMPLE, consent=("all",))
SELECTION = Selection(regions=("eu-west-1",))
READS = ("Describe", "Get", "List", "Generate")


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch):
    with Sandbox("personal-messy") as serving:
        for name, value in serving.environment.items():
            monkeypatch.setenv(name, value)
        yield serving


@pytest.fixture
def lost(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """The first answer to each kind of change is lost. Adding a kind to the set spares it."""
    gone: set[tuple[str, str]] = set()
    serve = sandbox._aws._answer

    def lose(request: Any, incoming: Any) -> Any:
        sent = serve(request, incoming)
        if sent[0] < 300 and not request.key[1].startswith(READS) and request.key not in gone:
            gone.add(request.key)
            raise Dropped(request.key[1])
        return sent

    monkeypatch.setattr(sandbox._aws, "_answer", lose)
    return gone


def names(sandbox: Sandbox) -> dict[str, list[str]]:
    """What can be made twice, by name or by number."""
    import botocore.session

    def ask(service: str, operation: str, member: str, name: str | None = None, **more: Any) -> list[str]:
        client = botocore.session.Session().create_client(service, "eu-west-1", endpoint_url=sandbox.url)
        found = getattr(client, operation)(**more)[member]
        return sorted(item[name] if name else item for item in found)

    return {
        "topics": ask("sns", "list_topics", "Topics", "TopicArn"),
        "subscriptions": ask("sns", "list_subscriptions", "Subscriptions", "Endpoint"),
        "detectors": ["one" for _ in ask("guardduty", "list_detectors", "DetectorIds")],
        "monitors": ask("ce", "get_anomaly_monitors", "AnomalyMonitors", "MonitorName"),
        "watchers": ask("ce", "get_anomaly_subscriptions", "AnomalySubscriptions", "SubscriptionName"),
        "analyzers": ask("accessanalyzer", "list_analyzers", "analyzers", "name"),
        "budgets": ask("budgets", "describe_budgets", "Budgets", "BudgetName", AccountId=sandbox.account),
        "rules": ask("events", "list_rules", "Rules", "Name"),
        "roles": ask("iam", "list_roles", "Roles", "RoleName"),
    }


def kinds(plan: Plan) -> set[tuple[str, str]]:
    return {(step.write.service, step.write.operation) for step in plan.steps}


def test_one_more_plan_at_most_is_needed_and_nothing_is_there_twice(
    sandbox: Sandbox, lost: set[tuple[str, str]], tmp_path: Path
) -> None:
    plan = make_plan(WANT, SELECTION)
    first = apply(plan, tmp_path, on_step=lambda *_: None).result
    assert len(lost) > len(kinds(plan)) * 3 / 4
    assert first.reasons, "a second request that finds the work done is told as the error it is"
    rest = make_plan(WANT, SELECTION)
    assert {step.key for step in rest.steps} <= first.reasons.keys()
    assert len(rest.steps) < len(first.reasons), "what had happened is seen, and not asked for again"
    lost |= kinds(rest)
    again = apply(rest, tmp_path, on_step=lambda *_: None).result
    assert again.succeeded, again.reasons
    assert make_plan(WANT, SELECTION).steps == ()
    for kind, found in names(sandbox).items():
        assert found, kind
        assert len(set(found)) == len(found), f"{kind}: {found}"
