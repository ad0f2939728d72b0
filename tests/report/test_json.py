"""JSON is a contract: these keys, these types, whatever is found."""

from __future__ import annotations

import json
from datetime import datetime

import jsonschema
import pytest

from hardpan import __version__
from hardpan.model import NotYet, Read, Ref, Settled, Severity, Status, Write
from hardpan.plan import Blocked, HumanStep, loads
from hardpan.report import render_assessment, render_plan

TEXT, COUNT, NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "number"}
OR_NULL = {"type": ["string", "null"]}
OBJECT, TEXTS = {"type": "object"}, {"type": "array", "items": {"type": "string"}}


def exactly(**members):
    """An object with all of these members."""
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def list_of(item):
    return {"type": "array", "items": item}


EVIDENCE = exactly(call=TEXT, parameters=OBJECT, region=TEXT, at=TEXT, outcome=TEXT)
FINDING = exactly(
    control=TEXT,
    title=TEXT,
    section=TEXT,
    severity={"enum": ["LOW", "MEDIUM", "HIGH", "CRITICAL"]},
    status={"enum": ["PASS", "FAIL", "UNKNOWN", "MANUAL", "WAIVED", "NOT_APPLICABLE"]},
    account={"type": "string", "pattern": r"^\d{12}$"},
    region=OR_NULL,
    resource=OR_NULL,
    message=TEXT,
    evidence=list_of(EVIDENCE),
    fix=TEXT,
)
ASSESSMENT = exactly(
    hardpan=TEXT,
    started=TEXT,
    finished=TEXT,
    caller=TEXT,
    organization={"type": ["object", "null"]},
    accounts=list_of(exactly(id=TEXT, name=OR_NULL)),
    regions=TEXTS,
    reads=exactly(planned=COUNT, sent=COUNT, retried=COUNT, denied=COUNT),
    summary=exactly(**{"pass": COUNT}, fail=COUNT, unknown=COUNT, manual=COUNT, waived=COUNT, not_applicable=COUNT),
    findings=list_of(FINDING),
    notes=TEXTS,
)
# A step holds more than this, all that `apply` needs: the contract is about what other tools may rely on.
STEP = exactly(
    key=TEXT,
    account=TEXT,
    region=OR_NULL,
    service=TEXT,
    operation=TEXT,
    parameters=OBJECT,
    controls=TEXTS,
    because=TEXT,
    needs=TEXTS,
    undo={"type": ["array", "null"], "items": exactly(service=TEXT, operation=TEXT, parameters=OBJECT)},
    risk={"enum": ["safe", "disruptive", "destructive", "irreversible"]},
    monthly_cost_usd={"type": ["number", "null"]},
    cli=TEXT,
) | {"additionalProperties": True}
PLAN = exactly(
    hash=TEXT,
    baseline=TEXT,
    snapshot=TEXT,
    steps=list_of(STEP),
    human_steps=list_of(
        exactly(control=TEXT, title=TEXT, account=TEXT, instructions=TEXT, because=TEXTS, check=TEXT),
    ),
    blocked=list_of(exactly(operation=TEXT, controls=TEXTS, reason=TEXT, unblock=TEXT, steps=COUNT)),
    prices=TEXT,
    summary=exactly(
        steps=COUNT,
        by_risk={"type": "object", "additionalProperties": COUNT},
        human_steps=COUNT,
        blocked=COUNT,
        irreversible=COUNT,
        monthly_cost_usd=NUMBER,
        usage_priced_steps=COUNT,
    ),
) | {"additionalProperties": True}


def test_an_assessment_keeps_its_contract(finding, assessment) -> None:
    done = assessment(
        *(finding(status=status, severity=severity) for status in Status for severity in Severity),
        finding(region=None, resource="arn:x", evidence=()),
        organization={"id": "o-1"},
        notes=("a waiver expired",),
    )
    said = json.loads(render_assessment(done, "json"))
    jsonschema.validate(said, ASSESSMENT)
    assert said["hardpan"] == __version__
    assert said["summary"] == {"pass": 4, "fail": 5, "unknown": 4, "manual": 4, "waived": 4, "not_applicable": 4}
    assert sum(said["summary"].values()) == len(said["findings"]) == len(done.findings)
    assert said["reads"] == done.reads
    assert datetime.fromisoformat(said["started"]) == done.started
    assert datetime.fromisoformat(said["finished"]) == done.finished
    assert said["findings"][0]["evidence"][0]["call"] == "ec2:GetEbsEncryptionByDefault"


def test_an_empty_assessment_keeps_it_too(assessment) -> None:
    said = json.loads(render_assessment(assessment(), "json"))
    jsonschema.validate(said, ASSESSMENT)
    assert said["organization"] is None
    assert said["findings"] == []


@pytest.mark.parametrize("text", ["two\nlines", '"quoted" \\ ', "\x1b[31m", "ünï ✓ \u2028", "</script>"])
def test_lines_are_the_findings_one_each(text, finding, assessment) -> None:
    done = assessment(finding(message=text), finding(status=Status.PASS))
    lines = render_assessment(done, "jsonl").split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == json.loads(render_assessment(done, "json"))["findings"]
    assert json.loads(lines[0])["message"] == text
    assert len(render_assessment(done, "jsonl").splitlines()) == 2


def test_no_findings_are_no_lines(assessment) -> None:
    assert render_assessment(assessment(), "jsonl") == ""


def test_a_plan_keeps_its_contract_and_can_be_applied_from_it(step, plan) -> None:
    first = step(key="first", monthly_cost_usd=None, undo=None, undo_note="final")
    wait = Settled(Read("ec2", "GetEbsEncryptionByDefault").at("eu-west-1"), "EbsEncryptionByDefault", True, 30)
    later = step(
        key="later",
        place=step().place.at(None),
        write=Write("sns", "TagResource", ResourceArn=Ref("first", "Arn"), Tags=[{"Key": "a", "Value": "b"}]),
        needs=frozenset({"first"}),
        settled=wait,
        not_yet=(NotYet("NotFound", "topic", 9),),
        monthly_cost_usd=2.25,
    )
    human = HumanStep(
        control="iam.x", title="t", account="111122223333", instructions="i", because=("b",), check="hardpan assess"
    )
    blocked = Blocked(operation="o.p", controls=("c.d",), reason="r", unblock="u", steps=3)
    made = plan(first, later, human_steps=(human,), blocked=(blocked,))
    text = render_plan(made, "json")
    said = json.loads(text)
    jsonschema.validate(said, PLAN)
    assert said["hash"] == made.hash
    assert said["steps"][1]["parameters"]["ResourceArn"] == {"$ref": ["first", "Arn"]}
    assert said["steps"][1]["region"] is None
    assert said["summary"] == {
        "steps": 2,
        "by_risk": {"safe": 2, "disruptive": 0, "destructive": 0, "irreversible": 0},
        "human_steps": 1,
        "blocked": 1,
        "irreversible": 1,
        "monthly_cost_usd": 2.25,
        "usage_priced_steps": 1,
    }
    again = loads(text, "plan.json")
    assert render_plan(again, "json") == text


def test_a_real_plan_keeps_it_too(messy) -> None:
    text = render_plan(messy, "json")
    jsonschema.validate(json.loads(text), PLAN)
    assert render_plan(loads(text, "plan.json"), "json") == text
