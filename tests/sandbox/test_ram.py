"""RAM knows who is outside, and keeps closed shares closed."""

from sandbox.asking import refused
from sandbox.membership import Members

STRANGER = "999988887777"


def test_without_an_organization_everybody_else_is_outside(client):
    ram = client("ram")
    made = ram.create_resource_share(name="one", principals=[STRANGER])["resourceShare"]["resourceShareArn"]
    (found,) = ram.list_principals(resourceOwner="SELF")["principals"]
    assert (found["id"], found["resourceShareArn"], found["external"]) == (STRANGER, made, True)
    with refused("OperationNotPermittedException"):
        ram.update_resource_share(resourceShareArn=made, allowExternalPrincipals=False)
    ram.disassociate_resource_share(resourceShareArn=made, principals=[STRANGER])
    assert ram.list_principals(resourceOwner="SELF")["principals"] == []
    ram.update_resource_share(resourceShareArn=made, allowExternalPrincipals=False)
    (share,) = ram.get_resource_shares(resourceOwner="SELF", resourceShareStatus="ACTIVE")["resourceShares"]
    assert (share["name"], share["allowExternalPrincipals"]) == ("one", False)
    with refused("OperationNotPermittedException"):
        ram.associate_resource_share(resourceShareArn=made, principals=[STRANGER])
    with refused("OperationNotPermittedException"):
        ram.create_resource_share(name="two", principals=[STRANGER], allowExternalPrincipals=False)
    ram.delete_resource_share(resourceShareArn=made)
    assert ram.get_resource_shares(resourceOwner="SELF", resourceShareStatus="ACTIVE")["resourceShares"] == []
    with refused("UnknownResourceException"):
        ram.update_resource_share(resourceShareArn=made, name="three")


def test_the_management_account_lets_its_accounts_share(sandbox, connect):
    with refused("OperationNotPermittedException"):
        connect("ram").enable_sharing_with_aws_organization()
    made = Members(sandbox, connect).begin()
    member = made.create("shop")
    inside = connect("ram", **made.enter(member))
    with refused("OperationNotPermittedException"):
        inside.enable_sharing_with_aws_organization()
    connect("ram").enable_sharing_with_aws_organization()
    trusted = made.organizations.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert "ram.amazonaws.com" in {one["ServicePrincipal"] for one in trusted}
    connect("ram").create_resource_share(name="one", principals=[member], allowExternalPrincipals=False)
    (found,) = connect("ram").list_principals(resourceOwner="SELF")["principals"]
    assert found["external"] is False
