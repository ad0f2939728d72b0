"""What values are made of: pydantic types that read text, and say to editors what they take.

Every value arrives as text. What a key takes is said twice, for two readers: a check for Hardpan, a schema for editors.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias, TypedDict

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema

from hardpan.config import checks, names


class Around(TypedDict):
    """What some checks need to know beside their value; pydantic's validation context."""

    today: date
    home_region: str
    partition: str


def _in_partition(value: str, info: ValidationInfo[Around]) -> str:
    return checks.region_of(value, info.context["partition"])


def _past(value: date, info: ValidationInfo[Around]) -> date:
    return checks.past(value, info.context["today"])


def _bucket(value: str, info: ValidationInfo[Around]) -> str:
    return names.bucket_template(value, info.context["home_region"])


def upto(length: int) -> AfterValidator:
    return AfterValidator(lambda value: checks.at_most(value, length))


def like(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


def _digits(pattern: str) -> WithJsonSchema:
    # To an editor, digits without quotes are a number; Hardpan reads them as the text they are.
    return WithJsonSchema({"type": ["string", "integer"], "pattern": f"^{pattern}$"})


SAYS = AfterValidator(checks.text)
GROUP = BeforeValidator(lambda value: {} if value == "" else value)
MAYBE = BeforeValidator(lambda value: None if value == "" else value)
LIST = BeforeValidator(lambda value: [] if value == "" else value)
_STRING = WithJsonSchema({"type": "string", "minLength": 1})

Text: TypeAlias = Annotated[str, SAYS, _STRING]
Account: TypeAlias = Annotated[str, SAYS, AfterValidator(checks.account_id), _digits(checks.ACCOUNT_ID)]
Region: TypeAlias = Annotated[str, SAYS, AfterValidator(checks.region), AfterValidator(_in_partition), _STRING]
Email: TypeAlias = Annotated[str, SAYS, AfterValidator(checks.email), like(checks.EMAIL)]
ContactEmail: TypeAlias = Annotated[str, SAYS, AfterValidator(checks.contact_email), like(checks.CONTACT_EMAIL)]
Phone: TypeAlias = Annotated[str, SAYS, AfterValidator(checks.phone), _digits(checks.CONTACT_PHONE)]
PrimaryPhone: TypeAlias = Annotated[str, SAYS, AfterValidator(checks.primary_phone), _digits(checks.PRIMARY_PHONE)]
Whole: TypeAlias = Annotated[
    int, BeforeValidator(checks.whole_number), WithJsonSchema({"type": "integer", "minimum": 1})
]
Day: TypeAlias = Annotated[date, BeforeValidator(checks.day), WithJsonSchema({"type": "string", "format": "date"})]
Texts: TypeAlias = Annotated[tuple[Text, ...], LIST]
Accounts: TypeAlias = Annotated[tuple[Account, ...], LIST]
PastDay: TypeAlias = Annotated[Day, AfterValidator(_past)]
LogBucket: TypeAlias = Annotated[Text, AfterValidator(_bucket)]
