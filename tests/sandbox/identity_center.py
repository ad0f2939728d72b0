"""IAM Identity Center as a test needs it: enabled by a person, asked over HTTP."""

from sandbox.membership import until

POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


class IdentityCenter:
    """The organization's instance, and what tests do in it."""

    def __init__(self, members, region="us-east-1"):
        self.members = members
        members.sandbox.control.human("enable-identity-center", region=region)
        self.sso = members.connect("sso-admin", region)
        self.directory = members.connect("identitystore", region)
        (found,) = self.sso.list_instances()["Instances"]
        self.arn, self.store = found["InstanceArn"], found["IdentityStoreId"]

    def permission_set(self, name="ReadOnly", **more):
        """A new permission set's ARN."""
        return self.sso.create_permission_set(InstanceArn=self.arn, Name=name, **more)["PermissionSet"][
            "PermissionSetArn"
        ]

    def attach(self, permission_set, policy=POLICY):
        self.sso.attach_managed_policy_to_permission_set(**self.of(permission_set), ManagedPolicyArn=policy)

    def of(self, permission_set):
        return {"InstanceArn": self.arn, "PermissionSetArn": permission_set}

    def group(self, name="people"):
        """A new group's id."""
        return self.directory.create_group(IdentityStoreId=self.store, DisplayName=name)["GroupId"]

    def user(self, name="ada", email=None):
        """A new user's id."""
        return self.directory.create_user(
            IdentityStoreId=self.store,
            UserName=name,
            DisplayName="Ada Example",
            Name={"GivenName": "Ada", "FamilyName": "Example"},
            Emails=[{"Value": email or f"{name}@example.com", "Type": "work", "Primary": True}],
        )["UserId"]

    def named(self, permission_set, account, principal, kind="GROUP"):
        return {
            **self.of(permission_set),
            "TargetId": account,
            "TargetType": "AWS_ACCOUNT",
            "PrincipalType": kind,
            "PrincipalId": principal,
        }

    def assign(self, *named, **more):
        """What becomes of an assignment."""
        begun = self.sso.create_account_assignment(**self.named(*named, **more))["AccountAssignmentCreationStatus"]
        assert begun["Status"] == "IN_PROGRESS"
        return self.created(begun["RequestId"])

    def created(self, request):
        return until(
            lambda: self.sso.describe_account_assignment_creation_status(
                InstanceArn=self.arn, AccountAssignmentCreationRequestId=request
            )["AccountAssignmentCreationStatus"],
            lambda status: status["Status"] != "IN_PROGRESS",
        )

    def remove(self, *named):
        begun = self.sso.delete_account_assignment(**self.named(*named))["AccountAssignmentDeletionStatus"]
        return until(
            lambda: self.sso.describe_account_assignment_deletion_status(
                InstanceArn=self.arn, AccountAssignmentDeletionRequestId=begun["RequestId"]
            )["AccountAssignmentDeletionStatus"],
            lambda status: status["Status"] != "IN_PROGRESS",
        )

    def provision(self, permission_set, **target):
        begun = self.sso.provision_permission_set(**self.of(permission_set), **target)[
            "PermissionSetProvisioningStatus"
        ]
        return until(
            lambda: self.sso.describe_permission_set_provisioning_status(
                InstanceArn=self.arn, ProvisionPermissionSetRequestId=begun["RequestId"]
            )["PermissionSetProvisioningStatus"],
            lambda status: status["Status"] != "IN_PROGRESS",
        )

    def accounts(self, permission_set, **status):
        return self.sso.list_accounts_for_provisioned_permission_set(**self.of(permission_set), **status)["AccountIds"]

    def assigned(self, permission_set, account):
        found = self.sso.list_account_assignments(**self.of(permission_set), AccountId=account)["AccountAssignments"]
        return [(one["PrincipalType"], one["PrincipalId"]) for one in found]
