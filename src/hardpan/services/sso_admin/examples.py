"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from ..organizations.examples import HERE, SHOP
from .facts import Assignment, Group, Instance, PermissionSet, User

_ID = "ssoins-0123456789abcdef"
_AWS = "arn:aws:iam::aws:policy/"
INSTANCE = Instance(
    place=HERE,
    arn=f"arn:aws:sso:::instance/{_ID}",
    store="d-0123456789",
    region="eu-west-1",
    status="ACTIVE",
    of_organization=True,
)
ADMINISTRATOR = PermissionSet(
    place=HERE,
    arn=f"arn:aws:sso:::permissionSet/{_ID}/ps-00000000000000aa",
    name="Administrator",
    duration="PT4H",
    managed_policies=(f"{_AWS}AdministratorAccess",),
    customer_policies=(),
    inline_policy=None,
    accounts=(HERE.account,),
    behind=(),
)
READ_ONLY = PermissionSet(
    place=HERE,
    arn=f"arn:aws:sso:::permissionSet/{_ID}/ps-00000000000000bb",
    name="ReadOnly",
    duration="PT8H",
    managed_policies=(f"{_AWS}ReadOnlyAccess",),
    customer_policies=(),
    inline_policy=None,
    accounts=(SHOP.id,),
    behind=(),
)
ADA = User(place=HERE, id="0123456789-00000000-0000-0000-0000-0000000000aa", name="ada", emails=("ada@example.com",))
EVE = User(place=HERE, id="0123456789-00000000-0000-0000-0000-0000000000ee", name="eve", emails=("eve@example.com",))
ADMINISTRATORS = Group(
    place=HERE, id="0123456789-00000000-0000-0000-0000-0000000000ad", name="administrators", members=(ADA.id,)
)
IN_MANAGEMENT = Assignment(
    place=HERE,
    account=HERE.account,
    permission_set=ADMINISTRATOR.arn,
    principal_type="GROUP",
    principal=ADMINISTRATORS.id,
)
IN_SHOP = Assignment(
    place=HERE,
    account=SHOP.id,
    permission_set=READ_ONLY.arn,
    principal_type="GROUP",
    principal=ADMINISTRATORS.id,
)
# Everything that the example of a Baseline says.
COMPLETE = (INSTANCE, ADMINISTRATOR, READ_ONLY, ADA, ADMINISTRATORS, IN_MANAGEMENT, IN_SHOP)
