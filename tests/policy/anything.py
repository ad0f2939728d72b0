"""Any policy, any request: what properties are tried on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from hardpan.policy import FULL_ACCESS, Decision, Policies, Policy, Request, Statement, Tree, role, root, user

ACCOUNT = "222222222222"
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:GetBucketAcl", "ec2:RunInstances", "kms:Decrypt"]
RESOURCES = ["*", "arn:aws:s3:::a/x", "arn:aws:s3:::b/y/z", "arn:aws:ec2:eu-west-1:1:instance/i-1"]
PRINCIPALS = [user(ACCOUNT, "ada"), role(ACCOUNT, "Admin"), root(ACCOUNT), user("333333333333", "eve")]

patterns = st.sampled_from(["*", "s3:*", "s3:Get*", "S3:getobject", "ec2:Run?nstances", "kms:Decrypt", "*:*Object"])
places = st.sampled_from(
    ["*", "arn:aws:s3:::a/*", "arn:aws:s3:::?/*", "arn:aws:ec2:*", "arn:aws:s3:::${aws:username}/*"]
)


def compared(operators: list[str], values: list[str]) -> st.SearchStrategy[dict[str, dict[str, str]]]:
    """Conditions by some of these operators."""
    keys = st.dictionaries(st.sampled_from(["aws:username", "aws:TagKeys"]), st.sampled_from(values), min_size=1)
    return st.dictionaries(st.sampled_from(operators), keys, max_size=2)


conditions = st.builds(
    lambda values, null: values | null,
    compared(
        ["StringEquals", "StringNotLike", "ForAnyValue:StringLike", "StringEqualsIfExists"], ["ada", "a*", "true"]
    ),
    compared(["Null"], ["true", "false"]),
)


@st.composite
def statements(draw: st.DrawFn, effect: str | None = None) -> dict[str, Any]:
    """Any statement of an identity-based policy."""
    action, resource = (
        draw(st.sampled_from(["Action", "NotAction"])),
        draw(st.sampled_from(["Resource", "NotResource"])),
    )
    return {
        "Effect": effect or draw(st.sampled_from(["Allow", "Deny"])),
        action: draw(st.lists(patterns, min_size=1, max_size=2)),
        resource: draw(st.lists(places, min_size=1, max_size=2)),
        **({"Condition": found} if (found := draw(conditions)) else {}),
    }


@st.composite
def policies(draw: st.DrawFn, effect: str | None = None) -> Policy:
    """Any identity-based policy."""
    version = draw(st.sampled_from(["2012-10-17", "2008-10-17"]))
    listed = draw(st.lists(statements(effect), min_size=1, max_size=3))
    return Policy.parse({"Version": version, "Statement": listed}, use="identity")


requests = st.builds(
    Request,
    principal=st.sampled_from(PRINCIPALS),
    action=st.sampled_from(ACTIONS),
    resource=st.sampled_from(RESOURCES),
    account=st.just(ACCOUNT),
    context=st.fixed_dictionaries(
        {},
        optional={"aws:username": st.sampled_from(["ada", "a"]), "aws:TagKeys": st.sampled_from([["a"], ["b", "ab"]])},
    ),
)
maybe = st.none() | policies()
layers = st.builds(
    lambda identity, boundary, session, root, account: Policies(
        identity=tuple(identity), boundary=boundary, session=session, tree=tree({"r-1": root, ACCOUNT: account})
    ),
    st.lists(policies(), max_size=2),
    maybe,
    maybe,
    st.lists(policies(), max_size=2).map(lambda own: (FULL_ACCESS, *own)),
    st.lists(policies(), max_size=2).map(lambda own: (FULL_ACCESS, *own)),
)


def tree(scps: dict[str, tuple[Policy, ...]]) -> Tree:
    return Tree(organization="o-1", management_account="1" * 12, parents={ACCOUNT: "r-1", "1" * 12: "r-1"}, scps=scps)


def variants(given_: Policies, change: Any) -> list[Policies]:
    """The same policies with one layer changed, for each layer in turn."""
    assert given_.tree is not None
    scps = {target: tuple(map(change, level)) for target, level in given_.tree.scps.items()}
    return [
        replace(given_, identity=tuple(map(change, given_.identity))),
        replace(given_, boundary=given_.boundary and change(given_.boundary)),
        replace(given_, session=given_.session and change(given_.session)),
        replace(given_, tree=tree(scps)),
    ]


def applies(statement: Statement, request: Request) -> bool:
    return statement.concerns(request.verb) and statement.applies(request)


def outcome(decision: Decision) -> tuple[bool, bool, str, str | None]:
    return decision.allowed, decision.explicit, decision.layer, decision.statement
