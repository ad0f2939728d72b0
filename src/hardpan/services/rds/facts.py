"""What we know of databases in a Region."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

# Engines of which a member of a cluster means a Multi-AZ DB cluster; Aurora and the others have names of their own.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.html
_MULTI_AZ_ENGINES = ("mysql", "postgres")


@dataclass(frozen=True, kw_only=True)
class DbInstance(Fact):
    """A DB instance, whether it stands alone or is a member of a cluster."""

    arn: str
    id: str
    engine: str
    cluster: str | None  # the cluster it is a member of
    publicly_accessible: bool
    upgrades_itself: bool  # takes minor versions of its engine
    multi_az: bool  # has a standby in another Availability Zone, or will have after its maintenance window
    tags: dict[str, str]

    @property
    def resource(self) -> str:
        """The instance's ARN."""
        return self.arn

    @property
    def is_production(self) -> bool:
        """A tag says so."""
        return is_production(self.tags)

    @property
    def follows_its_cluster(self) -> bool:
        """A Multi-AZ DB cluster decides for its members, when it is made and never after.

        ModifyDBCluster has no such parameter:
        https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html
        """
        return self.cluster is not None and self.engine in _MULTI_AZ_ENGINES


@dataclass(frozen=True, kw_only=True)
class DbCluster(Fact):
    """A DB cluster, Aurora's or another's.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html
    """

    arn: str
    id: str
    multi_az: bool  # has instances in more than one Availability Zone
    tags: dict[str, str]

    @property
    def resource(self) -> str:
        """The cluster's ARN."""
        return self.arn

    @property
    def is_production(self) -> bool:
        """A tag says so."""
        return is_production(self.tags)


def is_production(tags: dict[str, str]) -> bool:
    """Whether a tag as `environment`, `env` or `stage` has a value as `prod` or `production`."""
    return any(key.lower() in _ABOUT and value.lower() in _PRODUCTION for key, value in tags.items())


_ABOUT = ("environment", "env", "stage", "tier")
_PRODUCTION = ("production", "prod", "prd", "live")


@dataclass(frozen=True, kw_only=True)
class DbStorage(Fact):
    """The storage of a cluster, or of an instance that has its own: what is encrypted or is not."""

    arn: str
    kind: str  # instance or cluster
    encrypted: bool

    @property
    def resource(self) -> str:
        """The cluster's or instance's ARN."""
        return self.arn


@dataclass(frozen=True, kw_only=True)
class DbSnapshot(Fact):
    """A manual snapshot of an instance or a cluster; automatic ones cannot be shared.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html
    """

    arn: str
    id: str
    kind: str  # instance or cluster
    encrypted: bool
    restorable_by: tuple[str, ...]  # account numbers, or "all"; not asked for where encryption rules "all" out

    @property
    def resource(self) -> str:
        """The snapshot's ARN."""
        return self.arn

    @property
    def is_public(self) -> bool:
        """Everybody may restore it."""
        return not self.encrypted and "all" in self.restorable_by
