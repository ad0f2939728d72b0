"""EC2: whose images may be launched."""

from __future__ import annotations

from dataclasses import replace

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.services.ec2.collect.defaults import allowed_images
from hardpan.services.ec2.collect.resources import instances
from hardpan.services.ec2.examples import ALLOWED_IMAGES, HERE, INSTANCE
from hardpan.services.organizations.examples import DESCRIBED, TOOLING
from hardpan.snapshot import Snapshot
from services.driving import drive, steps_of, verbs

services.load()

READ = "ec2:GetAllowedImagesSettings"
OFF = replace(ALLOWED_IMAGES, state="disabled", criteria=())


def test_settings_are_read_whoever_decides_on_them() -> None:
    criteria = list(ALLOWED_IMAGES.criteria)
    told = {"State": "audit-mode", "ImageCriteria": criteria, "ManagedBy": "declarative-policy"}
    assert drive(allowed_images(HERE), {READ: told}) == [replace(ALLOWED_IMAGES, managed_by="declarative-policy")]
    assert drive(allowed_images(HERE), {READ: {"State": "disabled"}}) == [OFF]


def test_criteria_come_before_the_audit_and_nothing_is_ever_refused_by_us() -> None:
    steps = steps_of("ec2.images_of_known_makers", EXAMPLE, Snapshot.of(OFF))
    assert verbs(steps) == ["ec2.images_of_known_makers/criteria", "ec2.images_of_known_makers/audit"]
    assert steps[1].write.parameters == {"AllowedImagesSettingsState": "audit-mode"}
    assert steps[1].needs == {steps[0].key}
    for left in (
        replace(OFF, managed_by="declarative-policy"),
        replace(OFF, state="enabled"),
        ALLOWED_IMAGES,
    ):
        assert steps_of("ec2.images_of_known_makers", EXAMPLE, Snapshot.of(left)) == []


def test_where_a_guardrail_sees_to_it_the_account_does_not() -> None:
    whole = replace(DESCRIBED, profile="enterprise")
    assert steps_of("ec2.images_of_known_makers", whole, Snapshot.of(OFF, TOOLING)) == []
    assert len(steps_of("ec2.images_of_known_makers", replace(DESCRIBED, profile="team"), Snapshot.of(OFF))) == 2


def test_criteria_of_strangers_are_replaced_where_nothing_is_refused_yet() -> None:
    wide = replace(ALLOWED_IMAGES, criteria=({"ImageProviders": ["222233334444"]},))
    (narrowed,) = steps_of("ec2.images_of_known_makers", EXAMPLE, Snapshot.of(wide))
    assert narrowed.undo is not None
    assert narrowed.undo[0].parameters == {"ImageCriteria": list(wide.criteria)}
    known = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=("222233334444",)))
    assert steps_of("ec2.images_of_known_makers", known, Snapshot.of(wide)) == []


def test_the_profile_of_an_instance_is_read() -> None:
    told = {"InstanceId": INSTANCE.id, "State": {"Name": "running"}, "MetadataOptions": {"HttpTokens": "required"}}
    (without,) = drive(instances(HERE), {"ec2:DescribeInstances": {"Reservations": [{"Instances": [told]}]}})
    assert without == replace(INSTANCE, profile=None)
    told |= {"IamInstanceProfile": {"Arn": INSTANCE.profile}}
    assert drive(instances(HERE), {"ec2:DescribeInstances": {"Reservations": [{"Instances": [told]}]}}) == [INSTANCE]
