"""The directory of IAM Identity Center: users, groups, who is in them, and who may ask."""

import pytest

from hardpan.sandbox.callers import root_key_of
from sandbox.asking import refused
from sandbox.identity_center import IdentityCenter


@pytest.fixture
def center(members):
    return IdentityCenter(members)


@pytest.fixture
def store(center):
    return {"IdentityStoreId": center.store}


def unique(path, value):
    return {"AlternateIdentifier": {"UniqueAttribute": {"AttributePath": path, "AttributeValue": value}}}


def test_groups(center, store):
    made = center.group("people")
    assert center.directory.get_group_id(**store, **unique("displayName", "people"))["GroupId"] == made
    center.directory.update_group(
        **store, GroupId=made, Operations=[{"AttributePath": "description", "AttributeValue": "all of us"}]
    )
    told = center.directory.describe_group(**store, GroupId=f"arn:aws:identitystore:::group/{made}")
    assert (told["DisplayName"], told["Description"]) == ("people", "all of us")
    assert [one["GroupId"] for one in center.directory.list_groups(**store)["Groups"]] == [made]
    with refused("ConflictException"):
        center.group("people")
    with refused("ValidationException"):
        center.group("Administrator")
    center.directory.delete_group(**store, GroupId=made)
    with refused("ResourceNotFoundException"):
        center.directory.describe_group(**store, GroupId=made)


def test_users(center, store):
    made = center.user("ada")
    assert center.directory.get_user_id(**store, **unique("userName", "ada"))["UserId"] == made
    operations = [
        {"AttributePath": "name.givenName", "AttributeValue": "Augusta"},
        {"AttributePath": "emails", "AttributeValue": [{"value": "a@example.com", "type": "work", "primary": True}]},
    ]
    center.directory.update_user(**store, UserId=made, Operations=operations)
    told = center.directory.describe_user(**store, UserId=made)
    assert told["Name"] == {"GivenName": "Augusta", "FamilyName": "Example"}
    assert told["Emails"] == [{"Value": "a@example.com", "Type": "work", "Primary": True}]
    assert [one["UserName"] for one in center.directory.list_users(**store)["Users"]] == ["ada"]
    with refused("ConflictException"):
        center.user("Ada", "other@example.com")
    with refused("ConflictException"):
        center.user("bob", "A@example.com")
    with refused("ValidationException"):
        center.user("AWSAdministrators")
    with refused("ValidationException", match="DisplayName"):
        center.directory.create_user(**store, UserName="bob")
    center.directory.delete_user(**store, UserId=made)
    with refused("ResourceNotFoundException"):
        center.directory.describe_user(**store, UserId=made)


def test_memberships(center, store):
    group, user = center.group(), center.user()
    pair = {"GroupId": group, "MemberId": {"UserId": user}}
    made = center.directory.create_group_membership(**store, **pair)["MembershipId"]
    with refused("ConflictException"):
        center.directory.create_group_membership(**store, **pair)
    assert center.directory.get_group_membership_id(**store, **pair)["MembershipId"] == made
    (told,) = center.directory.list_group_memberships(**store, GroupId=group)["GroupMemberships"]
    assert told["MemberId"] == {"UserId": user}
    (told,) = center.directory.list_group_memberships_for_member(**store, MemberId={"UserId": user})["GroupMemberships"]
    assert told["GroupId"] == group
    (told,) = center.directory.is_member_in_groups(**store, MemberId={"UserId": user}, GroupIds=[group])["Results"]
    assert told["MembershipExists"] is True
    center.directory.delete_group_membership(**store, MembershipId=made)
    assert center.directory.list_group_memberships(**store, GroupId=group)["GroupMemberships"] == []
    with refused("ResourceNotFoundException"):
        center.directory.describe_group_membership(**store, MembershipId=made)
    center.directory.create_group_membership(**store, **pair)
    center.directory.delete_user(**store, UserId=user)
    assert center.directory.list_group_memberships(**store, GroupId=group)["GroupMemberships"] == []


def test_members_of_the_organization_read_and_do_not_write(members, center, store):
    account = members.create("one")
    center.group("people")
    directory = members.connect("identitystore", key=root_key_of(account))
    assert [one["DisplayName"] for one in directory.list_groups(**store)["Groups"]] == ["people"]
    with refused("AccessDeniedException"):
        directory.create_group(**store, DisplayName="mine")


def test_there_is_no_directory_in_another_region(members, center, store):
    with refused("ResourceNotFoundException"):
        members.connect("identitystore", "eu-west-1").list_groups(**store)
