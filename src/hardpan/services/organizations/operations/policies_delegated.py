"""The account for security tooling manages the organization's policies."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..delegation_policy import lacks, merged, wanted
from ..facts import Member, Membership, ResourcePolicy
from ..layout import Governed, account_key, governed, numbers
from ..wanted import kinds

_NAME = "organizations.policies_delegated"
# An account made a moment ago is no principal yet.
_NOT_YET_KNOWN = NotYet("InvalidInputException", "principal", seconds=60)


@operation(
    satisfies=[_NAME],
    facts=[Membership, Member, ResourcePolicy],
    writes=["organizations:PutResourcePolicy", "organizations:DeleteResourcePolicy"],
    after=["organizations.accounts"],
    asked_by=["organization.security_tooling"],
)
def policies_delegated(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The resource policy says so, beside whatever others have said in it.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_PutResourcePolicy.html
    """
    tooling = want.organization.security_tooling
    for here in governed(want, have) if tooling else ():
        assert tooling
        ours = wanted(numbers(want, have)[tooling], kinds(want.profile), here)
        found = [one.content for one in have.at(ResourcePolicy, here.place)]
        content = found[0] if found else None
        if lacks(content, ours):
            yield _put(content, merged(content, ours), tooling, here)


def _put(before: str | None, after: str, name: str, here: Governed) -> Step:
    back = Write("organizations", "PutResourcePolicy", Content=before)
    return Step(
        key=step_key(f"{_NAME}/put", here.place),
        place=here.place,
        write=Write("organizations", "PutResourcePolicy", Content=after),
        because=f"{name} does not manage policies of the organization",
        before=before,
        after=after,
        needs=here.needs | {account_key(name, here.place)},
        undo=(back if before else Write("organizations", "DeleteResourcePolicy"),),
        not_yet=(_NOT_YET_KNOWN,),
    )
