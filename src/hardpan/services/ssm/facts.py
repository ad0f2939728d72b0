"""What we know of Systems Manager documents in a Region."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Fact

PUBLIC_SHARING = "/ssm/documents/console/public-sharing-permission"


@dataclass(frozen=True, kw_only=True)
class DocumentSharing(Fact):
    """Whether documents can be made public; those that are public stay so.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
    """

    public_sharing: str  # Enable or Disable

    @property
    def blocked(self) -> bool:
        """No document can be made public."""
        return self.public_sharing == "Disable"


@dataclass(frozen=True, kw_only=True)
class Document(Fact):
    """A document of the account's own, and whether it is shared with everybody."""

    name: str
    public: bool

    @property
    def resource(self) -> str:
        """The document's ARN."""
        return self.place.arn("ssm", f"document/{self.name}")
