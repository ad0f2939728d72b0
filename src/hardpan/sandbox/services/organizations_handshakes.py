"""Handshakes: an account is invited, an organization changes over to all features.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html,
API_AcceptHandshake, API_DeclineHandshake, API_CancelHandshake, API_DescribeHandshake, API_ListHandshakesForAccount,
API_ListHandshakesForOrganization, API_EnableAllFeatures. What a handshake's action means and who accepts it is as
API_Handshake and API_AcceptHandshake have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from .. import organization, owner
from ..organization import Handshake, Member, Organization, arrival
from ..organization.model import HANDSHAKES_LAST, new_id
from ..registry import Answer, AwsError, Call
from .organizations_desk import before_any, change, denied, page, read
from .organizations_tags import as_mapping

INVITE, ENABLE, APPROVE = "INVITE", "ENABLE_ALL_FEATURES", "APPROVE_ALL_FEATURES"
PENDING = ("REQUESTED", "OPEN")


@change("InviteAccountToOrganization")
def invite(call: Call, found: Organization) -> Answer:
    management, kind = owner.of(found.management), call.parameters["Target"]["Type"]
    if not management.email_verified:
        raise AwsError(
            "AccountOwnerNotVerifiedException",
            "You can't invite an existing account until you verify the email address of the management account.",
        )
    there, named = organization.directory(call.partition), call.parameters["Target"]["Id"]
    account = _account_named(named, kind)
    if account in found.members:
        raise _constraint("ALREADY_IN_AN_ORGANIZATION", "The account is already a member of an organization.")
    sent = [one for one in _of_organization(call, found) if one.action == INVITE and one.state in PENDING]
    if any(one.recipient == account for one in sent):
        raise AwsError("DuplicateHandshakeException", "A handshake with the same action and target already exists.")
    if any(one.action == ENABLE and one.state in PENDING for one in _of_organization(call, found)):
        raise _constraint("INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES", "All features are being enabled.")
    if len(found.members) + len(sent) >= management.account_quota:
        raise _constraint("ACCOUNT_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of AWS accounts.")
    asked = Handshake(
        new_id("h", 12),
        found.id,
        INVITE,
        account,
        notes=call.parameters.get("Notes") or "",
        tags=as_mapping(call.parameters.get("Tags")),
        target=(kind, named),
    )
    there.handshakes[asked.id] = asked
    return {"Handshake": _described(call, asked)}


@change("EnableAllFeatures")
def enable_all_features(call: Call, found: Organization) -> Answer:
    """Every invited account is asked; once all agree, or where there is none, the management account confirms."""
    if found.has_all_features:
        raise _constraint("ORGANIZATION_ALREADY_HAS_ALL_FEATURES", "The organization has all features already.")
    if any(one.action in (ENABLE, APPROVE) and one.state in PENDING for one in _of_organization(call, found)):
        raise _constraint("ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION", "All features are being enabled.")
    handshakes = organization.directory(call.partition).handshakes
    whole = Handshake(new_id("h", 12), found.id, ENABLE, found.management, target=("ORGANIZATION", found.id))
    handshakes[whole.id] = whole
    for member in found.active():
        if member.joined_method == "INVITED" and member.id != found.management:
            asked = Handshake(
                new_id("h", 12), found.id, ENABLE, member.id, parent=whole.id, target=("ACCOUNT", member.id)
            )
            handshakes[asked.id] = asked
    _ask_for_approval(call, found, whole)
    return {"Handshake": _described(call, whole)}


@before_any("AcceptHandshake")
def accept(call: Call) -> Answer:
    asked = _named(call)
    if asked.recipient != call.account or (asked.action == ENABLE and asked.parent is None):
        raise denied()
    found = _sender(call, asked)
    with organization.one_change(call, found):
        _refuse_answered(asked)
        if asked.action == INVITE:
            _join(call, found, asked)
        asked.answered = "ACCEPTED"
        if asked.action == APPROVE:
            found.feature_set = "ALL"
            for member in found.active():
                arrival.make_linked_role(member.id, found.partition)
        elif asked.action == ENABLE and asked.parent is not None:
            _ask_for_approval(call, found, organization.directory(call.partition).handshakes[asked.parent])
    return {"Handshake": _described(call, asked)}


@before_any("DeclineHandshake")
def decline(call: Call) -> Answer:
    asked = _named(call)
    if asked.recipient != call.account:
        raise denied()
    with organization.one_change(call, _sender(call, asked)):
        _refuse_answered(asked)
        asked.answered = "DECLINED"
    return {"Handshake": _described(call, asked)}


@before_any("CancelHandshake")
def cancel(call: Call) -> Answer:
    asked = _named(call)
    found = _sender(call, asked)
    if call.account != found.management:
        raise denied()
    with organization.one_change(call, found):
        _refuse_answered(asked)
        asked.answered = "CANCELED"
    return {"Handshake": _described(call, asked)}


@before_any("DescribeHandshake")
def describe(call: Call) -> Answer:
    asked = _named(call)
    if call.account not in (asked.recipient, _sender(call, asked).management):
        raise denied()
    return {"Handshake": _described(call, asked)}


@before_any("ListHandshakesForAccount")
def list_received(call: Call) -> Answer:
    return _page(call, (one for one in _every(call) if one.recipient == call.account))


@read("ListHandshakesForOrganization")
def list_sent(call: Call, found: Organization) -> Answer:
    return _page(call, _of_organization(call, found))


def _page(call: Call, handshakes: Iterable[Handshake]) -> Answer:
    wanted = call.parameters.get("Filter") or {}
    shown = [
        _described(call, one)
        for one in handshakes
        if wanted.get("ActionType") in (None, one.action) and wanted.get("ParentHandshakeId") in (None, one.parent)
    ]
    return page(call, shown, "Handshakes")


def _join(call: Call, found: Organization, asked: Handshake) -> None:
    if organization.of(call.account, call.partition) is not None:
        raise _constraint("ALREADY_IN_AN_ORGANIZATION", "The account is already a member of an organization.")
    if not owner.of(call.account).has_payment_method:
        raise _constraint("PAYMENT_INSTRUMENT_REQUIRED", "The account has no payment instrument.")
    owner.of(call.account).account_plan = "PAID"
    arrival.add(found, Member(call.account, found.root, "INVITED", datetime.now(UTC), tags=dict(asked.tags)))
    arrival.welcome(found, call)


def _ask_for_approval(call: Call, found: Organization, whole: Handshake) -> None:
    if any(one.parent == whole.id and one.answered != "ACCEPTED" for one in _every(call)):
        return
    whole.answered = "ACCEPTED"
    approval = Handshake(
        new_id("h", 12), found.id, APPROVE, found.management, parent=whole.id, target=("ORGANIZATION", found.id)
    )
    organization.directory(call.partition).handshakes[approval.id] = approval


def _of_organization(call: Call, found: Organization) -> list[Handshake]:
    return [one for one in _every(call) if one.organization == found.id]


def _every(call: Call) -> list[Handshake]:
    """Those of now: other organizations may send more meanwhile."""
    return list(organization.directory(call.partition).handshakes.values())


def _named(call: Call) -> Handshake:
    asked = organization.directory(call.partition).handshakes.get(call.parameters["HandshakeId"])
    if asked is None:
        raise AwsError("HandshakeNotFoundException", "We can't find a handshake with that id.")
    return asked


def _refuse_answered(asked: Handshake) -> None:
    if asked.state not in PENDING:
        raise AwsError("HandshakeAlreadyInStateException", f"The handshake is already {asked.state}.")


def _sender(call: Call, asked: Handshake) -> Organization:
    every = organization.directory(call.partition).organizations
    found = next((one for one in every if one.id == asked.organization), None)
    if found is None:
        raise AwsError("HandshakeNotFoundException", "The organization of the handshake is gone.")
    return found


def _account_named(named: str, kind: str) -> str:
    """The account that an invitation is for; an address is one that signing up was done with."""
    account = owner.account_of(named) if kind == "EMAIL" else named
    if account is None or not (len(account) == 12 and account.isdigit()):
        raise AwsError(
            "InvalidInputException", "You specified an invalid target.", Reason="INVALID_EMAIL_ADDRESS_TARGET"
        )
    return account


def _constraint(reason: str, message: str) -> AwsError:
    return AwsError("HandshakeConstraintViolationException", message, Reason=reason)


def _described(call: Call, asked: Handshake) -> Answer:
    found = _sender(call, asked)
    kind, named = asked.target
    parties = [{"Id": found.id, "Type": "ORGANIZATION"}]
    if kind != "ORGANIZATION":
        parties.append({"Id": named, "Type": kind})
    told = owner.of(found.management)
    sender = [
        {"Type": "MASTER_EMAIL", "Value": told.email},
        {"Type": "MASTER_NAME", "Value": told.account_name},
        {"Type": "ORGANIZATION_FEATURE_SET", "Value": found.feature_set},
    ]
    resources: list[Answer] = [{"Type": "ORGANIZATION", "Value": found.id, "Resources": sender}]
    if kind != "ORGANIZATION":
        resources.append({"Type": kind, "Value": named})
    if asked.notes:
        resources.append({"Type": "NOTES", "Value": asked.notes})
    if asked.parent:
        resources.append({"Type": "PARENT_HANDSHAKE", "Value": asked.parent})
    return {
        "Id": asked.id,
        "Arn": found.arn(f"handshake/{found.id}/{asked.action.lower()}/{asked.id}"),
        "Action": asked.action,
        "State": asked.state,
        "Parties": parties,
        "Resources": resources,
        "RequestedTimestamp": asked.asked,
        "ExpirationTimestamp": asked.asked + HANDSHAKES_LAST,
    }
