"""What to change so that somebody hears of every signal."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Read, Settled, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.services.sns.facts import Topic, alert_topic_arn
from hardpan.snapshot import Snapshot

from .alerting import delivers, fault, needed_in
from .counted import counting_key, log_group_arn
from .facts import EventForwarder, Rule, Target, default_bus
from .forwarding import forwarder, made_by
from .signals import (
    ALARMED,
    AUDIT_TAMPER,
    BREAK_GLASS,
    DATA_GUARDS,
    DENIED_CALLS,
    GUARDDUTY_HIGH,
    HEALTH_RISK,
    IAM_CHANGES,
    NETWORK,
    ORGANIZATIONS,
    QUARANTINED_IDENTITY,
    ROOT,
    SIGN_IN,
    SIGNALS,
    Signal,
)

_CONTROL = {
    ROOT.key: "events.root_alert",
    AUDIT_TAMPER.key: "events.audit_tamper_alert",
    IAM_CHANGES.key: "events.iam_changes_alert",
    ORGANIZATIONS.key: "events.organizations_alert",
    GUARDDUTY_HIGH.key: "events.guardduty_alert",
    HEALTH_RISK.key: "events.exposed_credentials_alert",
    QUARANTINED_IDENTITY.key: "events.quarantine_alert",
    BREAK_GLASS.key: "events.break_glass_alert",
    SIGN_IN.key: "events.sign_in_alert",
    DENIED_CALLS.key: "events.denied_calls_alert",
    DATA_GUARDS.key: "events.data_guards_alert",
    NETWORK.key: "events.network_alert",
    ALARMED.key: "events.denied_calls_alert",
}
_TARGET_ID = "hardpan-alerts"
_NAME = "events.alert_rules"
# A role just made is not known everywhere at once; EventBridge tries it when it becomes a target's.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
_ROLE_TOO_NEW = (
    NotYet("ValidationException", "cannot be assumed", 120),
    NotYet("AccessDeniedException", "events:putevents", 60),
)


@operation(
    satisfies=dict.fromkeys(_CONTROL.values()),
    facts=[Rule, Topic, EventForwarder],
    writes=[
        "events:PutRule",
        "events:DeleteRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
    ],
    after=["sns.alert_topic"],
    # A target in another Region is given the forwarding role.
    permissions=["iam:PassRole"],
)
def alert_rules(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A rule for each signal wherever its events come, sending to the alert topic: directly in the home Region.

    Elsewhere it sends to the home Region's event bus, where the rule of the same name takes the event up, since
    source and detail type stay as they were. A rule that someone else made counts where it does the same.
    """
    for account in have.accounts:
        yield from forwarder(account, want, have)
        for place in sorted(region.place for region in have.regions if region.place.account == account.id):
            for signal in SIGNALS:
                if _is_asked_for(signal, place, account, want):
                    yield from _rule(signal, place, want, have)


def _is_asked_for(signal: Signal, place: Place, account: Account, want: Baseline) -> bool:
    """Whether its events come in this Region, and there is what they tell of."""
    comes = signal.everywhere or place in needed_in(signal, account, want)
    return comes and (want.break_glass or signal is not BREAK_GLASS)


def _rule(signal: Signal, place: Place, want: Baseline, have: Snapshot) -> Iterator[Step]:
    wrong = fault(signal, place, have, want)
    if wrong is None:
        return
    ours = next((rule for rule in have.at(Rule, place) if rule.name == signal.rule_name), None)
    if ours is None or not ours.watches_for(signal) or not ours.is_on_for(signal):
        yield _put_rule(signal, place, ours, wrong)
    wanted = _target(signal, place, want, have)
    if ours is None or not (wanted in ours.targets or delivers(ours, have, want)):
        yield _put_target(signal, place, ours, wanted, want)


def _put_rule(signal: Signal, place: Place, ours: Rule | None, wrong: str) -> Step:
    return Step(
        key=step_key(f"{_NAME}/put:{signal.key}", place),
        place=place,
        write=Write(
            "events",
            "PutRule",
            Name=signal.rule_name,
            EventPattern=signal.text,
            State=signal.state,
            Description=f"Hardpan: {signal.means}",
        ),
        controls=(_CONTROL[signal.key],),
        because=wrong,
        resource=place.arn("events", f"rule/{signal.rule_name}"),
        before=None if ours is None else f"{signal.rule_name}: {ours.state.lower()}, pattern {ours.pattern}",
        after=f"{signal.rule_name}: {signal.state.lower()}",
        undo=(_put_back(ours) if ours else Write("events", "DeleteRule", Name=signal.rule_name),),
    )


def _put_back(rule: Rule) -> Write:
    """The rule as it was. PutRule replaces the whole rule; its targets stay."""
    was = {
        "Name": rule.name,
        "State": rule.state,
        "EventPattern": rule.pattern,
        "ScheduleExpression": rule.schedule,
        "Description": rule.description,
        "RoleArn": rule.role_arn,
    }
    return Write("events", "PutRule", **{name: value for name, value in was.items() if value is not None})


def _target(signal: Signal, place: Place, want: Baseline, have: Snapshot) -> Target:
    """The target of a rule in this Region. A topic's own policy lets EventBridge in; a bus afar takes a role.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    home = want.home(place)
    if place == home and signal.counted:
        return Target(id=_TARGET_ID, arn=log_group_arn(place), role_arn=None)
    if place == home:
        return Target(id=_TARGET_ID, arn=alert_topic_arn(want, place), role_arn=None)
    role = next(iter(have.all(EventForwarder, account=place.account)))
    return Target(id=_TARGET_ID, arn=default_bus(home), role_arn=role.arn)


def _put_target(signal: Signal, place: Place, ours: Rule | None, wanted: Target, want: Baseline) -> Step:
    was = next((target for target in ours.targets if target.id == wanted.id), None) if ours else None
    remove = Write("events", "RemoveTargets", Rule=signal.rule_name, Ids=[wanted.id])
    at_home = place == want.home(place)
    return Step(
        key=step_key(f"{_NAME}/target:{signal.key}", place),
        place=place,
        write=_put_targets(signal, wanted),
        controls=(_CONTROL[signal.key],),
        because=f"{signal.rule_name} does not send to {_called(signal) if at_home else want.home_region}",
        resource=place.arn("events", f"rule/{signal.rule_name}"),
        before=was.arn if was else None,
        after=wanted.arn,
        needs=frozenset({step_key(f"{_NAME}/put:{signal.key}", place)})
        | (_ready(signal, place) if at_home else made_by(place)),
        undo=(_put_targets(signal, was) if was else remove,),
        # A target that is refused is told in the answer, not as an error: so it is looked for afterwards.
        # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
        settled=Settled(
            Read("events", "ListTargetsByRule", Rule=signal.rule_name),
            f"contains(Targets[].Arn, '{wanted.arn}')",
            True,
            seconds=30,
        ),
        not_yet=() if at_home else _ROLE_TOO_NEW,
        cost_note="" if at_home else f"{said('events.cross_region')}; alerts are few",
    )


def _put_targets(signal: Signal, target: Target) -> Write:
    entry = {"Id": target.id, "Arn": target.arn, "RoleArn": target.role_arn}
    given = {name: value for name, value in entry.items() if value is not None}
    return Write("events", "PutTargets", Rule=signal.rule_name, Targets=[given])


def _called(signal: Signal) -> str:
    return "what counts its events" if signal.counted else "the alert topic"


def _ready(signal: Signal, home: Place) -> frozenset[str]:
    """Keys of the steps after which the target in the home Region takes events."""
    if signal.counted:
        return frozenset(counting_key(verb, home) for verb in ("log_group", "policy"))
    return frozenset({step_key("sns.alert_topic/create", home), step_key("sns.alert_topic/policy", home)})
