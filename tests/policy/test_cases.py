"""Requests whose outcome AWS documents: each case names the page and the rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hardpan.policy import FULL_ACCESS, Decision, Policies, Policy, Principal, Request, Tree, decide, global_keys

DATA: dict[str, Any] = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))
ORGANIZATION = DATA["organization"]
OUTCOME = {(True, False): "Allowed", (False, True): "ExplicitlyDenied", (False, False): "ImplicitlyDenied"}


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: f"{case['id']} {case['title']}")
def test_the_documented_outcome(case: dict[str, Any]) -> None:
    decision = decided(case)
    assert (OUTCOME[decision.allowed, decision.explicit], decision.layer) == (case["expect"], case["decided_by"])


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["id"])
def test_every_decision_says_who_made_it(case: dict[str, Any]) -> None:
    decision = decided(case)
    assert decision.reason
    assert (decision.statement is not None) >= decision.explicit


def test_every_case_has_a_source() -> None:
    assert all(case["rule"] and case["doc"].startswith("https://") for case in DATA["cases"])
    assert len({case["id"] for case in DATA["cases"]}) == len(DATA["cases"]) == 56


def decided(case: dict[str, Any]) -> Decision:
    policies = case["policies"]
    tree = Tree(
        organization=ORGANIZATION["id"],
        management_account=ORGANIZATION["management_account"],
        parents=ORGANIZATION["parents"],
        scps=attached(policies.get("scp", {})),
        rcps=attached(policies.get("rcp", {})),
    )
    given = Policies(
        identity=tuple(Policy.parse(one, use="identity") for one in policies.get("identity", ())),
        resource=Policy.parse(policies["resource"]) if "resource" in policies else None,
        boundary=Policy.parse(policies["boundary"], use="identity") if "boundary" in policies else None,
        session=Policy.parse(policies["session"], use="identity") if "session" in policies else None,
        tree=tree,
    )
    return decide(request(case, tree), given)


def request(case: dict[str, Any], tree: Tree) -> Request:
    principal = Principal(**case["principal"])
    account = principal.account or ""
    keys = {
        **DATA["context"],
        **global_keys(
            principal,
            region=case["region"],
            organization=tree.organization if tree.path(account) else None,
            path=tree.organization_path(account),
        ),
        **case.get("context", {}),
    }
    return Request(
        principal=principal,
        action=case["action"],
        resource=case["resource"],
        account=case["account"],
        context={key: value for key, value in keys.items() if key not in case.get("without", ())},
    )


def attached(by_target: dict[str, list[Any]]) -> dict[str, tuple[Policy, ...]]:
    default = {"FullAWSAccess": FULL_ACCESS, "RCPFullAWSAccess": FULL_ACCESS}
    return {
        target: tuple(default[one] if isinstance(one, str) else Policy.parse(one) for one in listed)
        for target, listed in by_target.items()
    }
