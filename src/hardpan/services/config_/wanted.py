"""What the baseline wants of AWS Config: how often it records, what in which Region, and where that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Account, Fact, NotApplicable, Place, in_every_account, step_key
from hardpan.snapshot import Snapshot

from ..cloudtrail.facts import Trail
from ..cloudtrail.organization import FACTS as ORGANIZATION
from ..cloudtrail.organization import shared
from ..iam.facts import Role
from ..s3.facts import CONFIG_BUCKET
from .facts import CONTROL_TOWER, CONTROL_TOWER_ROLE, Recorder

OFF = NotApplicable("hardpan.yaml does not ask for AWS Config: config_recorder is off")
PRINCIPALS = ("config.amazonaws.com", "config-multiaccountsetup.amazonaws.com")  # that the organization delegates
NAME = "default"  # of a recorder and a channel, as AWS calls them where nobody says otherwise
AGGREGATOR = "hardpan"
CONFIG = PRINCIPALS[0]

_BUCKET = "config.bucket"
_VERBS = ("create", "block", "policy", "ownership", "versioning", "lifecycle")

# Regions that are younger than February 2022, where Config does not record users, groups, roles and policies of IAM.
# https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html#select-resources-all
_WITHOUT_GLOBAL_TYPES = frozenset(
    {
        "ap-east-2",
        "ap-south-2",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-west-1",
        "eu-central-2",
        "eu-south-2",
        "il-central-1",
        "me-central-1",
        "mx-central-1",
    }
)


def is_wanted(want: Baseline) -> bool:
    """Whether the file asks for AWS Config."""
    return want.config_recorder != "off"


def frequency(want: Baseline) -> str:
    """The recording frequency, in the API's word."""
    return want.config_recorder.upper()


def records_global(want: Baseline, place: Place) -> bool:
    """Whether it is in this Region that IAM is recorded: each further one would record, and bill, the same again."""
    home = want.home_region if want.home_region not in _WITHOUT_GLOBAL_TYPES else place.global_region
    return place.region == home


def described(want: Baseline, place: Place, role: str) -> dict[str, Any]:
    """A recorder of every type, as a parameter of PutConfigurationRecorder."""
    return {
        "name": NAME,
        "roleARN": role,
        "recordingGroup": everything(want, place),
        "recordingMode": {"recordingFrequency": frequency(want)},
    }


def everything(want: Baseline, place: Place) -> dict[str, Any]:
    """A recording group of every type, those to come included."""
    return {"allSupported": True, "includeGlobalResourceTypes": records_global(want, place)}


@dataclass(frozen=True)
class Destination:
    """The bucket that keeps what an account's Config records.

    It is one of its own. AWS Config cannot deliver to a bucket whose Object Lock keeps new files, as the log bucket's
    does in team and enterprise: https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html.
    The organization's is called by its id, which every account knows; the number of the account that has it, none.
    """

    name: str
    organization: str | None  # the organization's id, where it keeps what all of its accounts record
    is_here: bool  # in the account that asked
    at_home: Place  # its Region, in that account

    @property
    def prepared(self) -> frozenset[str]:
        """Keys of the steps that prepare it, in the account that asked; those that hold already are in no plan."""
        return frozenset(bucket_key(verb, self.name, self.at_home) for verb in _VERBS)

    @property
    def announced(self) -> frozenset[str]:
        """What comes before a delivery, in an account that does not know which one has the bucket: see Step.follows."""
        return frozenset(in_every_account(f"{_BUCKET}/{verb}", self.at_home) for verb in ("create", "policy"))


DESTINATION: list[type[Fact]] = ORGANIZATION  # facts that `destination` reads


def destination(want: Baseline, have: Snapshot, account: Account) -> Destination:
    """In an organization whose logs one account keeps, a bucket of that account; else one of the account's own."""
    together = shared(want, have, account)
    owner = together.organization if together else account.id
    return Destination(
        name=f"{CONFIG_BUCKET}{owner}",
        organization=together.organization if together else None,
        is_here=together is None or together.is_kept_by(account),
        at_home=want.home(account.place),
    )


GOVERNED: list[type[Fact]] = [Recorder, Role, Trail]  # facts that `is_control_towers` reads


def is_control_towers(have: Snapshot, account: Account) -> bool:
    """Whether AWS Control Tower sets up Config here, or would: it takes no account that has a recorder already.

    https://docs.aws.amazon.com/controltower/latest/userguide/enrollment-prerequisites.html
    """
    return (
        has_control_towers_recorder(have, account)
        or any(role.name == CONTROL_TOWER_ROLE for role in have.all(Role, account=account.id))
        or any(
            trail.organization and trail.name.startswith(CONTROL_TOWER) for trail in have.all(Trail, account=account.id)
        )
    )


def has_control_towers_recorder(have: Snapshot, account: Account) -> bool:
    """Whether AWS Control Tower records in a Region of the account."""
    return any(recorder.is_control_towers for recorder in have.all(Recorder, account=account.id))


def bucket_key(verb: str, name: str, at_home: Place) -> str:
    """Key of a step of `config.bucket`."""
    return step_key(f"{_BUCKET}/{verb}:{name}", at_home)


def recorder_key(verb: str, place: Place) -> str:
    """Key of a step of `config.recorder`, in a Region."""
    return step_key(f"config.recorder/{verb}", place)


def started_everywhere(places: Iterable[Place]) -> frozenset[str]:
    """What comes after every account's recorder in these Regions follows this."""
    return frozenset(in_every_account("config.recorder/start", place) for place in places)
