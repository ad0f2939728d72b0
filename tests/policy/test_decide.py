"""What the cases leave out: principals of every form, the organization's own rules, and what AWS answers."""

from __future__ import annotations

from typing import Any

import pytest

from hardpan.policy import (
    ANYBODY,
    FULL_ACCESS,
    Policies,
    Policy,
    Principal,
    Request,
    Tree,
    decide,
    federated,
    limited,
    principal_of,
    refusal,
    role,
    root,
    service,
    user,
)

MINE, OTHER, MANAGEMENT = "222222222222", "999999999999", "111111111111"
ADA, ADMIN = user(MINE, "team/ada"), role(MINE, "ops/Admin", "s")
OBJECT = "arn:aws:s3:::mine/key"


def policy(effect: str, action: str = "s3:*", **more: Any) -> Policy:
    statement = {"Sid": f"{effect}It", "Effect": effect, "Action": action, "Resource": "*", **more}
    return Policy.parse({"Version": "2012-10-17", "Statement": [statement]}, name=f"{effect} {action}")


def ask(principal: Principal, action: str = "s3:GetObject", resource: str = OBJECT, account: str = MINE) -> Request:
    return Request(principal=principal, action=action, resource=resource, account=account)


def tree(*, scps: dict[str, Any] | None = None, rcps: dict[str, Any] | None = None) -> Tree:
    parents = {MINE: "ou-1", "ou-1": "r-1", MANAGEMENT: "r-1"}
    return Tree(organization="o-1", management_account=MANAGEMENT, parents=parents, scps=scps or {}, rcps=rcps or {})


@pytest.mark.parametrize(
    ("principal", "named", "allowed"),
    [
        (ADA, {"AWS": f"arn:aws:iam::{MINE}:user/team/ada"}, True),
        (ADA, {"AWS": f"arn:aws:iam::{MINE}:user/ada"}, False),
        (ADA, {"AWS": MINE}, False),  # trusts the account, which allows nothing here
        (ADA, "*", True),
        (ADA, {"AWS": "*"}, True),
        (ADMIN, {"AWS": f"arn:aws:iam::{MINE}:role/ops/Admin"}, True),
        (ADMIN, {"AWS": f"arn:aws:sts::{MINE}:assumed-role/Admin/s"}, True),
        (ADMIN, {"AWS": f"arn:aws:sts::{MINE}:assumed-role/Admin/t"}, False),
        (root(MINE), {"AWS": f"arn:aws:iam::{OTHER}:root"}, True),  # root may without being named
        (service("sns.amazonaws.com"), {"Service": ["sqs.amazonaws.com", "sns.amazonaws.com"]}, True),
        (service("sns.amazonaws.com"), {"Service": "sqs.amazonaws.com"}, False),
        (service("sns.amazonaws.com"), {"AWS": MINE}, False),
        (federated("accounts.google.com"), {"Federated": "accounts.google.com"}, True),
        (federated("accounts.google.com"), {"Service": "accounts.google.com"}, False),
        (ANYBODY, "*", True),
        (ANYBODY, {"AWS": MINE}, False),
        (
            Principal(kind="user", arn="arn:aws:iam::1:user/x", account=MINE, canonical_user="c"),
            {"CanonicalUser": "c"},
            True,
        ),
    ],
)
def test_whom_a_policy_of_a_resource_lets_in(principal: Principal, named: Any, allowed: bool) -> None:
    given = Policies(resource=policy("Allow", Principal=named))
    assert decide(ask(principal), given).allowed is allowed


@pytest.mark.parametrize(
    ("listed", "denied"),
    [
        ([f"arn:aws:iam::{MINE}:role/ops/Admin", f"arn:aws:sts::{MINE}:assumed-role/Admin/s", MINE], False),
        ([f"arn:aws:iam::{MINE}:role/ops/Admin", f"arn:aws:sts::{MINE}:assumed-role/Admin/s"], True),
        ([f"arn:aws:iam::{MINE}:root"], True),
        (["*"], False),
    ],
)
def test_not_principal_excepts_whom_it_lists_with_role_and_account(listed: list[str], denied: bool) -> None:
    given = Policies(identity=(policy("Allow"),), resource=policy("Deny", NotPrincipal={"AWS": listed}))
    assert decide(ask(ADMIN), given).allowed is not denied


@pytest.mark.parametrize("listed", [MINE, f"arn:aws:iam::{MINE}:root"])
def test_not_principal_excepts_root_by_either_name_of_the_account(listed: str) -> None:
    given = Policies(resource=policy("Deny", NotPrincipal={"AWS": listed}))
    assert decide(ask(root(MINE)), given).layer == "root"
    assert decide(ask(root(OTHER)), given).explicit


def test_not_action_and_not_resource() -> None:
    all_but = Policy.parse(
        {"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::mine/*"}]}
    )
    given = Policies(identity=(all_but,))
    assert not decide(ask(ADA), given).allowed
    assert decide(ask(ADA, resource="arn:aws:s3:::other/key"), given).allowed
    assert not decide(ask(ADA, "iam:GetUser", "*"), given).allowed


def test_a_variable_in_a_resource() -> None:
    home = policy("Allow", Resource="arn:aws:s3:::home/${aws:username}/*")
    asked = ask(ADA, resource="arn:aws:s3:::home/ada/x")
    assert not decide(asked, Policies(identity=(home,))).allowed
    assert decide(asked.having(context={"aws:username": "ada"}), Policies(identity=(home,))).allowed
    assert not decide(asked.having(context={"aws:username": "eve"}), Policies(identity=(home,))).allowed


def test_an_explicit_deny_is_told_before_a_missing_allow() -> None:
    given = Policies(identity=(policy("Deny"),), tree=tree(scps={"ou-1": (policy("Allow", "ec2:*"),)}))
    decision = decide(ask(ADA), given)
    assert (decision.layer, decision.explicit, decision.statement) == ("identity", True, "DenyIt")


@pytest.mark.parametrize("target", ["r-1", "ou-1", MINE])
def test_every_level_must_allow(target: str) -> None:
    given = Policies(identity=(FULL_ACCESS,), tree=tree(scps={target: (policy("Allow", "ec2:*"),)}))
    decision = decide(ask(ADA), given)
    assert (decision.allowed, decision.layer, decision.target) == (False, "scp", target)
    assert decision.reason == f"no service control policy allows it at {target}"


def test_whom_scps_do_not_bind() -> None:
    closed = tree(scps={"r-1": (policy("Deny", "*"),)})
    helper = role(MINE, "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")
    for principal in (helper, root(MANAGEMENT), user(OTHER, "eve"), service("s3.amazonaws.com"), ANYBODY):
        assert limited(ask(principal), closed) is None
    for principal in (ADA, ADMIN, root(MINE), role(MINE, "AWSServiceRoleForConfig")):
        assert limited(ask(principal), closed) is not None


def test_what_rcps_do_not_protect() -> None:
    closed = tree(rcps={"r-1": (policy("Deny", "*", Principal="*"),)})
    for principal in (ADA, root(MINE), user(OTHER, "eve"), user(MANAGEMENT, "x"), service("s3.amazonaws.com"), ANYBODY):
        decision = limited(ask(principal), closed)
        assert decision is not None
        assert (decision.layer, decision.target) == ("rcp", "r-1")
    # Of those that AWS has added since the first five.
    for action in ("events:PutEvents", "codeartifact:GetPackageVersionAsset", "rolesanywhere:CreateProfile"):
        assert limited(ask(user(OTHER, "eve"), action), closed) is not None
    helper = role(MINE, "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig")
    assert limited(ask(helper), closed) is None
    assert limited(ask(ADA, account=MANAGEMENT), closed) is None
    assert limited(ask(ADA, account=OTHER), closed) is None
    assert limited(ask(ADA, "ec2:RunInstances"), closed) is None
    assert limited(ask(ADA, "kms:RetireGrant"), closed) is None


def test_nothing_denies_asking_who_one_is() -> None:
    given = Policies(identity=(policy("Deny", "*"),), tree=tree(scps={"r-1": (policy("Deny", "*"),)}))
    for action in ("sts:GetCallerIdentity", "sts:GetSessionToken"):
        assert decide(ask(ADA, action, "*"), given).layer == "always"


def test_a_root_session_keeps_to_its_task() -> None:
    given = Policies(session=policy("Allow", "iam:DeleteLoginProfile"))
    assert decide(ask(root(MINE), "iam:DeleteLoginProfile", "*"), given).layer == "root"
    assert decide(ask(root(MINE)), given).layer == "session"


@pytest.mark.parametrize("account", [MINE, f"arn:aws:iam::{MINE}:root"])
def test_a_policy_that_trusts_the_account_takes_no_root_session_beyond_its_task(account: str) -> None:
    open_bucket = policy("Allow", Principal={"AWS": account})
    given = Policies(session=policy("Allow", "iam:DeleteLoginProfile"), resource=open_bucket)
    decision = decide(ask(root(MINE)), given)
    assert (decision.allowed, decision.layer) == (False, "session")
    assert decide(ask(root(MINE)), Policies(resource=open_bucket)).allowed


def test_a_key_lets_in_whom_its_policy_names() -> None:
    own = Policies(identity=(policy("Allow", "kms:*"),), resource=policy("Allow", "kms:*", Principal={"AWS": OTHER}))
    assert decide(ask(ADA, "kms:Decrypt", "arn:aws:kms:eu-west-1:1:key/1"), own).layer == "resource"


def test_the_words_of_a_refusal() -> None:
    asked = ask(ADMIN)
    closed = decide(asked, Policies(identity=(FULL_ACCESS,), tree=tree(scps={"ou-1": (FULL_ACCESS, policy("Deny"))})))
    who = f"User: arn:aws:sts::{MINE}:assumed-role/Admin/s is not authorized to perform: s3:GetObject"
    assert refusal(asked, closed) == f"{who} on resource: {OBJECT} with an explicit deny in a service control policy"
    assert closed.reason == "denied by statement DenyIt of service control policy Deny s3:* at ou-1"
    assert refusal(asked, decide(asked, Policies())) == (
        f"{who} on resource: {OBJECT} because no identity-based policy allows the s3:GetObject action"
    )


def test_the_tree_knows_paths() -> None:
    organization = tree()
    assert organization.path(MINE) == ("r-1", "ou-1", MINE)
    assert organization.organization_path(MINE) == "o-1/r-1/ou-1/"
    assert organization.path(OTHER) == ()
    assert organization.organization_path(OTHER) is None


@pytest.mark.parametrize("principal", [ADA, ADMIN, root(MINE), role(MINE, "plain")])
def test_a_principal_from_its_arn(principal: Principal) -> None:
    assert principal_of(principal.arn, role=principal.role, user_id=principal.user_id) == principal


def test_a_session_does_not_tell_the_path_of_its_role() -> None:
    told = principal_of(f"arn:aws-cn:sts::{MINE}:assumed-role/Admin/s")
    assert (told.kind, told.identity) == ("role", f"arn:aws-cn:iam::{MINE}:role/Admin")
    with pytest.raises(ValueError, match="makes no requests"):
        principal_of(f"arn:aws:iam::{MINE}:group/admins")
