"""Before anything is attached: that those who are needed can still do what they are needed for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hardpan.guardrails.catalogue import GUARDRAILS
from hardpan.guardrails.compose import Document
from hardpan.guardrails.parameters import Parameters
from hardpan.model import Place
from hardpan.policy import FULL_ACCESS, Decision, Policy, Principal, Request, Tree, global_keys, limited, role, root

_SSO = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_{}_0123456789abcdef"
# What service-linked roles do most; by AWS's rule nothing binds them, and the proof holds the evaluator to it.
_LINKED = {
    "config.amazonaws.com/AWSServiceRoleForConfig": "config:PutEvaluations",
    "guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty": "ec2:DescribeInstances",
    "member.org.stacksets.cloudformation.amazonaws.com/"
    "AWSServiceRoleForCloudFormationStackSetsOrgMember": "iam:CreateRole",
    "organizations.amazonaws.com/AWSServiceRoleForOrganizations": "iam:CreateServiceLinkedRole",
    "sso.amazonaws.com/AWSServiceRoleForSSO": "iam:CreateSAMLProvider",
}
# What people who administer an account do every day, and how they reach Hardpan's roles.
_DAILY = ("ec2:DescribeInstances", "ec2:StopInstances", "lambda:CreateFunction", "s3:CreateBucket", "logs:GetLogEvents")


@dataclass(frozen=True)
class Lockout:
    """A request that is needed and would be denied."""

    request: Request
    decision: Decision

    def __str__(self) -> str:
        asked = self.request
        return (
            f"{asked.principal.identity} {asked.action} on {asked.resource} in {asked.account}: {self.decision.reason}"
        )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An action that a role needs, on a resource, in a Region."""

    action: str
    resource: str = "*"
    region: str | None = None  # None: where global services answer


def grown(tree: Tree, documents: Mapping[str, Sequence[Document]]) -> Tree:
    """The organization with these documents attached, by target, beside what the tree has there already."""
    scps, rcps = dict(tree.scps), dict(tree.rcps)
    for target, several in documents.items():
        for made in several:
            use = GUARDRAILS[made.guardrails[0]].use
            if use == "scp":
                scps[target] = (*scps.get(target, (FULL_ACCESS,)), Policy.parse(made.text, name=made.name))
            if use == "rcp":
                rcps[target] = (*rcps.get(target, ()), Policy.parse(made.text, name=made.name))
    return replace(tree, scps=scps, rcps=rcps)


def lockouts(tree: Tree, requests: Iterable[Request]) -> list[Lockout]:
    """Of these requests, those that the organization's policies deny, with the statement that does or the target where
    nothing allows."""
    found = ((request, limited(request, tree)) for request in requests)
    return [Lockout(request, decision) for request, decision in found if decision is not None]


def needed(
    tree: Tree,
    account: str,
    parameters: Parameters,
    *,
    reads: Iterable[Wanted] = (),
    changes: Iterable[Wanted] = (),
    quarantined: bool = False,
) -> Iterator[Request]:
    """What must still be possible in an account.

    HardpanAudit and the role that the management account enters by read; HardpanApply and that role change what a plan
    changes; whoever breaks glass can do both; people from Identity Center work in the allowed Regions and reach
    Hardpan's roles; sessions of sts:AssumeRoot unlock a bucket; service-linked roles work. In quarantine, only who
    looks into it.
    """
    made = _Maker(tree, account, parameters)
    reading, changing = list(reads), list(changes)
    yield from made.each([made.hardpan("HardpanAudit"), made.access], reading)
    yield from made.each([made.hardpan("HardpanBreakGlass")], [*reading, *changing])
    yield from made.each([made.access], [Wanted(action="iam:CreateRole", resource=made.arn("hardpan/HardpanApply"))])
    yield from made.each([made.session], [Wanted(action="s3:GetBucketPolicy", resource=f"{made.s3}locked")])
    for name, action in _LINKED.items():
        yield from made.each([made.role(f"aws-service-role/{name}")], [Wanted(action=action)])
    if not quarantined:
        yield from made.each([made.hardpan("HardpanApply"), made.access], changing)
        yield from made.each([made.role(_SSO.format("AdministratorAccess"))], made.daily())


class _Maker:
    """Requests of one account's roles."""

    def __init__(self, tree: Tree, account: str, parameters: Parameters) -> None:
        self._tree, self._account, self._parameters = tree, account, parameters
        self.access = self.role(parameters.access_role)
        self.session = root(account, parameters.partition)
        self.s3 = f"arn:{parameters.partition}:s3:::"

    def role(self, name: str) -> Principal:
        return role(self._account, name, partition=self._parameters.partition)

    def hardpan(self, name: str) -> Principal:
        return self.role(f"hardpan/{name}")

    def arn(self, name: str) -> str:
        return f"arn:{self._parameters.partition}:iam::{self._account}:role/{name}"

    def daily(self) -> list[Wanted]:
        regions = self._parameters.allowed_regions or (self._parameters.home_region,)
        work = [Wanted(action=action, region=region) for action in _DAILY for region in regions]
        own = [self.arn(f"hardpan/{name}") for name in ("HardpanAudit", "HardpanApply")]
        return [
            *work,
            *(Wanted(action="sts:AssumeRole", resource=arn) for arn in own),
            Wanted(action="iam:CreateRole", resource=self.arn("Mine")),
            Wanted(action="iam:GetRole", resource=self.arn("Mine")),
        ]

    def each(self, principals: Iterable[Principal], wanted: Iterable[Wanted]) -> Iterator[Request]:
        several = list(wanted)
        for principal in principals:
            yield from (self._request(principal, one) for one in several)

    def _request(self, principal: Principal, wanted: Wanted) -> Request:
        keys = global_keys(
            principal,
            region=wanted.region or Place(self._account, partition=self._parameters.partition).global_region,
            organization=self._tree.organization,
            path=self._tree.organization_path(self._account),
            resource_account=self._account,
            resource_organization=self._tree.organization,
        )
        if principal == self.session:
            keys["aws:AssumedRoot"] = True
        return Request(
            principal=principal,
            action=wanted.action,
            resource=wanted.resource,
            account=self._account,
            context=keys,
        )
