"""Each guardrail attached in the running sandbox: the requests of its definition are refused, or go through.

A definition's requests are made up; here they are sent, by the principals they name, about resources that are there
where it matters. What the sandbox cannot be asked is left out, and each guardrail must be shown by a refusal and by a
request that it leaves alone all the same.
"""

from dataclasses import replace

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from hardpan.guardrails import EXAMPLE, GUARDRAILS, compose
from hardpan.sandbox import callers, organization, root_tasks
from sandbox.acting import TRUSTS_ANYBODY, Actors, allow, policy
from sandbox.guardrail_requests import KINDS, REQUESTS, SAID, bucket_in, key_in, name_in, path_in
from sandbox.membership import until

DECIDED = {name: each for name, each in GUARDRAILS.items() if each.use is not None}
DENIAL = "with an explicit deny in a"
WORDS = {"scp": f"{DENIAL} service control policy", "rcp": f"{DENIAL} resource control policy"}
# What cannot be shown over HTTP here, and why.
NO_REFUSAL = {
    "rcp-confused-deputy": "services ask in their own name within the sandbox: see the last test",
    "rcp-github-oidc": "requests that are not signed are not answered",
    "rcp-require-tls": "the sandbox stands in for endpoints that speak TLS",
}
NOTHING_LEFT_ALONE = {name: NO_REFUSAL[name] for name in ("rcp-confused-deputy", "rcp-github-oidc")}

MEMBER, FOREIGN, PARTNER = "222222222222", "999999999999", "444455556666"
OWNERS = {"member": MEMBER, "foreign": FOREIGN, "management": callers.ACCOUNT}
SSO = "/aws-reserved/sso.amazonaws.com/eu-west-1/"
ROLES = {  # whose sessions are begun by the management account's administrator
    "administrator": ("/", "Administrator"),
    "identity_center": (SSO, "AWSReservedSSO_AdministratorAccess_0123456789abcdef"),
    "apply": ("/hardpan/", "HardpanApply"),
    "audit": ("/hardpan/", "HardpanAudit"),
    "break_glass": ("/hardpan/", "HardpanBreakGlass"),
    "responder": ("/hardpan/", "HardpanIncidentResponder"),
    "user_maker": ("/hardpan/", "HardpanIamUserException"),
    "also_exempt": ("/", "AWSControlTowerExecution"),
    "stack_set": ("/", "stacksets-exec-0123456789abcdef"),
    "look_alike": ("/", "HardpanApply"),
    "look_alike_in_path": ("/team/hardpan/", "HardpanApply"),
}


OTHERS = ("access", "iam_user", "root", "root_session", "management", "foreign", "partner")
TASK = "S3UnlockBucketPolicy"  # of sessions of root


class Cast:
    """The actors of guardrails' definitions, each made when first asked for."""

    def __init__(self, members, connect):
        self.members, self.connect, self.actors = members, connect, Actors(connect)
        organization.directory().forthcoming.append(MEMBER)
        assert members.create("member") == MEMBER
        self.entered = members.enter(MEMBER)
        self.made = {}

    def client(self, name, service, region):
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.connect(service, region, **self.made[name])

    def _make(self, name):
        alice = {"key": self.members.key}
        match name:
            case "access":
                return self.entered
            case "management":
                return alice
            case "iam_user":
                return self.actors.user(MEMBER, "ada", allow("*"))
            case "root":
                return self.actors.root(MEMBER)
            case "root_session":
                return self._root_session()
            case "foreign" | "partner":
                account = {"foreign": FOREIGN, "partner": PARTNER}[name]
                return self.actors.user(account, "sam", allow("*"))
        path, role = ROLES[name]
        self._make_room(role)
        return self.actors.role(MEMBER, role, alice, path=path)

    def _make_room(self, role):
        """A role's name is there once in an account, whatever the path: whose it was is made anew when next asked."""
        iam = self.actors.builder("iam", MEMBER)
        if role in [each["RoleName"] for each in iam.list_roles()["Roles"]]:
            for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
                iam.detach_role_policy(RoleName=role, PolicyArn=attached["PolicyArn"])
            iam.delete_role(RoleName=role)
        self.made = {name: lent for name, lent in self.made.items() if ROLES.get(name, ("", ""))[1] != role}

    def _root_session(self):
        self.members.trust("iam.amazonaws.com")
        self.connect("iam").enable_organizations_root_credentials_management()
        self.connect("iam").enable_organizations_root_sessions()
        task = {"arn": f"arn:aws:iam::aws:policy/root-task/{TASK}"}
        lent = self.members.alice("sts").assume_root(TargetPrincipal=MEMBER, TaskPolicyArn=task)["Credentials"]
        return {"key": lent["AccessKeyId"], "token": lent["SessionToken"]}


class Stage:
    """An organization in which one guardrail is attached to the root, and whose requests are sent."""

    def __init__(self, members, connect, guardrail):
        self.cast, self.guardrail = Cast(members, connect), guardrail
        organization = members.organizations.describe_organization()["Organization"]["Id"]
        self.parameters = replace(EXAMPLE, organization=organization)
        self.keys = {}
        self._attach(members)

    def _attach(self, members):
        (document,) = compose([self.guardrail.name], self.parameters, kind=self.guardrail.kind)
        organizations = members.organizations
        if self.guardrail.use == "rcp":
            organizations.enable_policy_type(RootId=members.root, PolicyType=self.guardrail.kind)
            until(lambda: organizations.list_roots()["Roots"][0]["PolicyTypes"], lambda types: len(types) == 2)
        made = organizations.create_policy(
            Type=self.guardrail.kind, Name=document.name, Description="", Content=document.text
        )
        organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=members.root)

    def can_ask(self, ask):
        """Whether a request of the definition can be sent here as it is meant."""
        tagged = {key for key in ask.keys if key.startswith("aws:ResourceTag/") and ask.action.startswith("kms:")}
        return (
            ask.action in REQUESTS
            and (ask.by in ROLES or ask.by in OTHERS)
            and (ask.by != "root_session" or ask.action in root_tasks.ACTIONS[TASK])
            and ask.of in OWNERS
            and KINDS.get(ask.action, "") in ask.resource
            and not ask.keys.keys() - SAID - tagged
        )

    def asked(self, ask):
        """The refusal's words; None where the request was not refused for want of permission."""
        service, operation, parameters = REQUESTS[ask.action](self._resource(ask), ask.keys)
        client = self.cast.client(ask.by, service, ask.region)
        try:
            getattr(client, xform_name(operation))(**parameters)
        except ClientError as error:
            return str(error) if "is not authorized to perform" in str(error) else None
        return None

    def _resource(self, ask):
        """The resource, made where the decision rests on it: keys with their tags, roles to be assumed, buckets."""
        if ":kms:" in ask.resource:
            return self._key(ask)
        if ask.action == "sts:AssumeRole":
            self._role(ask.resource)
        if not ask.action.startswith("s3:"):
            return ask.resource
        bucket = "arn:aws:s3:::some/x" if ask.resource == "*" else ask.resource
        if ask.action != "s3:CreateBucket":
            self._bucket(ask, bucket)
        return bucket

    def _key(self, ask):
        tags = tuple((key.partition("/")[2], value) for key, value in ask.keys.items() if "/" in key)
        if (ask.region, tags) not in self.keys:
            kms = self.cast.actors.builder("kms", MEMBER, ask.region)
            made = kms.create_key(Tags=[{"TagKey": key, "TagValue": value} for key, value in tags])
            self.keys[ask.region, tags] = made["KeyMetadata"]["Arn"]
        return self.keys[ask.region, tags]

    def _role(self, arn):
        iam = self.cast.actors.builder("iam", MEMBER)
        if arn not in [each["Arn"] for each in iam.list_roles()["Roles"]]:
            trust = policy(TRUSTS_ANYBODY)
            iam.create_role(RoleName=name_in(arn), Path=path_in(arn), AssumeRolePolicyDocument=trust)

    def _bucket(self, ask, arn):
        s3, bucket = self.cast.actors.builder("s3", OWNERS[ask.of]), bucket_in(arn)
        if bucket in [each["Name"] for each in s3.list_buckets()["Buckets"]]:
            return
        s3.create_bucket(Bucket=bucket)
        s3.delete_public_access_block(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key=key_in(arn), Body=b"x")
        there = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(allow("s3:*", resource=there, Principal={"AWS": "*"})))


@pytest.mark.parametrize("name", DECIDED)
def test_a_guardrail_denies_and_leaves_alone_in_the_sandbox_what_it_says(members, connect, name):
    stage = Stage(members, connect, DECIDED[name])
    denied = [ask for ask in stage.guardrail.denies if stage.can_ask(ask)]
    left = [ask for ask in stage.guardrail.leaves if stage.can_ask(ask)]
    assert bool(denied) != (name in NO_REFUSAL), "a request that it must deny can be sent, or is told why not"
    assert bool(left) != (name in NOTHING_LEFT_ALONE), "a request that it leaves alone can be sent, or is told why not"
    wrong = [f"not left alone: {ask}: {words}" for ask in left if (words := stage.asked(ask))]
    wrong += [
        f"not denied: {ask}: {words}"
        for ask in denied
        if WORDS[stage.guardrail.use] not in (words := stage.asked(ask) or "it was allowed")
    ]
    assert wrong == []


def test_a_service_acts_for_our_organization_only(members, connect):
    """rcp-confused-deputy: CloudTrail writes into a member's bucket for us, and no more for somebody else."""
    stage = Stage(members, connect, DECIDED["rcp-confused-deputy"])
    bucket, actors = "arn:aws:s3:::trails", stage.cast.actors
    s3 = connect("s3", **stage.cast.entered)
    s3.create_bucket(Bucket="trails")
    cloudtrail = {"Principal": {"Service": "cloudtrail.amazonaws.com"}}
    writing = allow("s3:GetBucketAcl", "s3:PutObject", resource=[bucket, f"{bucket}/*"], **cloudtrail)
    s3.put_bucket_policy(Bucket="trails", Policy=policy(writing))
    ours = connect("cloudtrail", **stage.cast.entered)
    theirs = connect("cloudtrail", **actors.user(FOREIGN, "sam", allow("*")))
    ours.create_trail(Name="ours", S3BucketName="trails")
    with pytest.raises(ClientError, match="InsufficientS3BucketPolicyException"):
        theirs.create_trail(Name="theirs", S3BucketName="trails")
    members.organizations.disable_policy_type(RootId=members.root, PolicyType="RESOURCE_CONTROL_POLICY")
    theirs.create_trail(Name="theirs", S3BucketName="trails")
