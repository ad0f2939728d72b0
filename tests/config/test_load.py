"""hardpan.yaml: what is read, and how everything that is wrong is told at once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hardpan.config import Alerts, Attestation, Baseline, Budget, Exceptions, Logs, PrimaryContact, Waiver
from hardpan.config.load import load, parse
from hardpan.model import ExitCode, Problem

TODAY = date(2026, 6, 30)


def told(text: str) -> list[str]:
    """The lines of what is wrong with a file."""
    with pytest.raises(Problem) as raised:
        parse(text, "h.yaml", today=TODAY)
    assert raised.value.code is ExitCode.USAGE
    assert raised.value.next
    return raised.value.what.splitlines()


FULL = """\
profile: team
account: 012345670123
home_region: eu-west-1
allowed_regions: [ap-east-1]
contacts:
  primary:
    full_name: Kari Nordmann
    address_line: Storgata 1
    city: Oslo
    postal_code: 0155
    country_code: NO
    phone: +47 22 00 00 00
alerts: {email: alerts@example.com, topic: security}
logs:
  bucket: logs-{account}-{region}
  expire_days: 3650
budget:
  monthly_usd: 20
cost: {ceiling_usd_month: 12.50}
exceptions:
  open_ports: [sg-0123/22]
  trusted_accounts: [000000000001]
attestations:
  root_recovery: {by: Kari, on: 2026-06-30, note: the safe}
waivers:
  - control: ec2.no_default_vpc
    reason: in use
    owner: Kari
    expires: 2026-12-31
  - {control: ec2.*, reason: in use, owner: Kari, expires: 2020-01-01, account: 012345670123, resource: vpc-*}
consent: [all]
"""


def test_every_part_of_a_file_reaches_the_baseline() -> None:
    assert parse(FULL, "h.yaml", today=TODAY) == Baseline(
        profile="team",
        account="012345670123",
        home_region="eu-west-1",
        allowed_regions=("ap-east-1",),
        primary_contact=PrimaryContact(
            full_name="Kari Nordmann",
            address_line="Storgata 1",
            city="Oslo",
            postal_code="0155",
            country_code="NO",
            phone="+47 22 00 00 00",
        ),
        alerts=Alerts(email="alerts@example.com", topic="security"),
        logs=Logs(bucket="logs-{account}-{region}", minimum_days=365, expire_days=3650),
        budget=Budget(monthly_usd=20, anomaly_usd=50),  # the second is the team profile's
        cost_ceiling_usd=12.5,
        break_glass=True,  # the team profile's
        config_recorder="daily",
        exceptions=Exceptions(open_ports=("sg-0123/22",), trusted_accounts=("000000000001",)),
        root_recovery=Attestation(by="Kari", on=date(2026, 6, 30), note="the safe"),
        waivers=(
            Waiver(control="ec2.no_default_vpc", reason="in use", owner="Kari", expires=date(2026, 12, 31), line=26),
            Waiver(
                control="ec2.*",
                reason="in use",
                owner="Kari",
                expires=date(2020, 1, 1),  # a waiver that has run out is no error: it is announced
                account="012345670123",
                resource="vpc-*",
                line=30,
            ),
        ),
        consent=("all",),
    )


def test_a_group_or_list_without_a_value_says_nothing() -> None:
    empty = "contacts:\n  security:\nalerts:\nlogs: ~\nbudget: null\nexceptions:\n  iam_users:\nwaivers:\nconsent:\n"
    assert parse(empty, "h.yaml") == Baseline()


@pytest.mark.parametrize(
    ("text", "partition", "region"),
    [
        ("profile: personal", "aws", "us-east-1"),
        ("home_region: cn-north-1", "aws-cn", "cn-north-1"),
        ("partition: aws-us-gov", "aws-us-gov", "us-gov-west-1"),
        ("home_region: eu-west-9", "aws", "eu-west-9"),  # AWS may have it one day
    ],
)
def test_partition_and_home_region_follow_from_each_other(text: str, partition: str, region: str) -> None:
    read = parse(text, "h.yaml")
    assert (read.partition, read.home_region) == (partition, region)


BAD = [
    ("profile: personl", "1:10: profile: 'personl' is not a profile, did you mean 'personal'?"
     " (personal, team, enterprise)"),
    ("profile: [team]", "1:10: profile: a list where one word is expected"),
    ("profle: team", "1:1: profle: unknown key, did you mean 'profile'?"),
    ("xyzzy: 1", "1:1: xyzzy: unknown key"),
    ("minimum_days: 5", "1:1: minimum_days: unknown key, did you mean 'logs.minimum_days'?"),
    ("exceptions:\n  iam_usres: [a]", "2:3: exceptions.iam_usres: unknown key, did you mean 'iam_users'?"),
    ("account: 123", "1:10: account: '123' is not an account ID: twelve digits"),
    ("account: ١٢٣٤٥٦٧٨٩٠١٢", "1:10: account: '١٢٣٤٥٦٧٨٩٠١٢' is not an account ID: twelve digits"),
    ("account: ''", "1:10: account: has no value: give one, or take the key out"),
    ("profile: team\naccount:\n", "2:1: account: has no value: give one, or take the key out"),
    ("account: ~", "1:10: account: has no value: give one, or take the key out"),
    ("account: {id: 1}", "1:10: account: a group of keys where text is expected"),
    ("partition: aws-gov", "1:12: partition: 'aws-gov' is not a partition, did you mean 'aws-us-gov'?"
     " (aws, aws-cn, aws-us-gov, aws-eusc)"),
    ("home_region: us-esat-1", "1:14: home_region: 'us-esat-1' is not a Region, did you mean 'us-west-1'?"),
    ("home_region: London", "1:14: home_region: 'London' is not a Region, such as eu-west-1"),
    ("home_region: cn-north-1\npartition: aws",
     "1:14: home_region: 'cn-north-1' is a Region of partition aws-cn, not of aws"),
    ("allowed_regions:\n  - ap-east-1\n  - us-gov-west-1",
     "3:5: allowed_regions[1]: 'us-gov-west-1' is a Region of partition aws-us-gov, not of aws"),
    ("alerts: {email: you}", "1:17: alerts.email: 'you' is not an e-mail address, such as you@example.com"),
    ("alerts: {email: a@b@example.com}",
     "1:17: alerts.email: 'a@b@example.com' is not an e-mail address, such as you@example.com"),
    ("alerts: you@example.com", "1:9: alerts: 'you@example.com' where a group of keys is expected"),
    ("alerts: {topic: a.fifo}",
     "1:17: alerts.topic: 'a.fifo' cannot name a topic: up to 256 letters, digits, _ and -"),
    ("logs: {trail: my--trail}", "1:15: logs.trail: 'my--trail' cannot name a trail: 3 to 128 letters, digits and "
     "single . _ - between them, no IP address"),
    ("logs: {bucket: 'logs-{acount}'}",
     "1:16: logs.bucket: '{acount}' cannot be filled in: only {account} and {region} can"),
    ("logs: {bucket: 'logs-{account'}", "1:16: logs.bucket: 'logs-{account' has a brace without its partner"),
    ("logs: {bucket: '{account.__class__}'}",
     "1:16: logs.bucket: '{account.__class__}' cannot be filled in: only {account} and {region} can"),
    ("logs: {bucket: 'Logs-{account}'}", "1:16: logs.bucket: 'Logs-000000000000' cannot name a bucket: S3 takes a-z, "
     "0-9, . and -, with a letter or digit at either end"),
    ("logs: {bucket: 'sthree-{account}'}", "1:16: logs.bucket: 'sthree-000000000000' cannot name a bucket: S3 keeps "
     "its beginning or ending for itself"),
    ("logs: {bucket: 192.168.5.4}", "1:16: logs.bucket: '192.168.5.4' cannot name a bucket: S3 takes no two dots in a "
     "row and nothing like an IP address"),
    (f"logs: {{bucket: 'a{'b' * 51}{{account}}'}}", f"1:16: logs.bucket: 'a{'b' * 51}000000000000' cannot name a "
     "bucket: it has 64 characters, and S3 takes 3 to 63"),
    ("logs: {minimum_days: 1_000}", "1:22: logs.minimum_days: '1_000' is not a whole number from 1"),
    ("logs: {minimum_days: 0}", "1:22: logs.minimum_days: '0' is not a whole number from 1"),
    ("logs:\n  minimum_days: 90\n  expire_days: 30", "3:16: logs.expire_days: 30 is less than minimum_days, 90: log "
     "files would go while they must be kept"),
    ("logs:\n  minimum_days: 800", "1:1: logs.expire_days: 730 is less than minimum_days, 800: log files would go "
     "while they must be kept (the value is the profile's)"),
    ("budget: {monthly_usd: 20.5}", "1:23: budget.monthly_usd: '20.5' is not a whole number from 1"),
    ("budget: {monthly_usd: [20]}", "1:23: budget.monthly_usd: a list is not a whole number from 1"),
    ("cost: {ceiling_usd_month: .inf}",
     "1:27: cost.ceiling_usd_month: '.inf' is not an amount in US dollars, such as 25 or 12.50"),
    ("contacts: {security: {name: A, email: a@b.ie, phone: 5}}", "1:12: contacts.security.title: is missing"),
    ("contacts:\n  security: {name: A, title: B, email: o'neill@b.ie, phone: 5}", "2:40: contacts.security.email: "
     "\"o'neill@b.ie\" is not an e-mail address AWS takes: letters, digits and _+=.#|!&- before @"),
    ("contacts:\n  security: {name: A, title: B, email: a@b.ie, phone: 5 ext. 3}", "2:55: contacts.security.phone: "
     "'5 ext. 3' is not a phone number: up to 25 digits, spaces and +-()"),
    ("contacts: {security: {name: A, title: B, email: a@b.ie, phone: 5}, secruity: {}}",
     "1:68: contacts.secruity: unknown key, did you mean 'security'?"),
    (f"contacts:\n  billing: {{name: {'A' * 65}, title: B, email: a@b.ie, phone: 5}}",
     "2:19: contacts.billing.name: is 65 characters long; AWS keeps 64"),
    ("contacts:\n  primary: {full_name: A, address_line: B, city: C, postal_code: 1, country_code: US, phone: +1 5}",
     "2:3: contacts.primary.state: is missing: AWS wants the state or region of an address in US"),
    ("contacts:\n  primary: {full_name: A, address_line: B, city: C, postal_code: 1, country_code: ie, phone: +1 5}",
     "2:83: contacts.primary.country_code: 'ie' is not a country code: two capital letters, such as IE"),
    ("contacts:\n  primary: {full_name: A, address_line: B, city: C, postal_code: 1, country_code: IE, phone: 01 5}",
     "2:94: contacts.primary.phone: '01 5' is not a phone number AWS takes: +, then digits, spaces and -(), up to 20"),
    ("exceptions: {iam_users: admin}",
     "1:25: exceptions.iam_users: 'admin' where a list is expected: write [admin]"),
    ("exceptions: {open_ports: [22]}", "1:27: exceptions.open_ports[0]: '22' is not a security group and port, such "
     "as sg-0123456789abcdef0/22"),
    ("exceptions: {trusted_accounts: [111122223333, my-other]}",
     "1:47: exceptions.trusted_accounts[1]: 'my-other' is not an account ID: twelve digits"),
    ("exceptions: {oidc_issuers: ['https://gitlab.com']}",
     "1:29: exceptions.oidc_issuers[0]: 'https://gitlab.com' starts with a scheme: write 'gitlab.com'"),
    ("attestations: {root_recovery: {by: A, on: 2026-07-01}}",
     "1:43: attestations.root_recovery.on: 2026-07-01 is in the future: say when it was done"),
    ("attestations: {root_recovery: {by: A, on: 01/07/2026}}",
     "1:43: attestations.root_recovery.on: '01/07/2026' is not a date, such as 2027-01-31"),
    ("waivers:\n  - {control: a, owner: b, expires: 2026-02-30, reason: c}",
     "2:37: waivers[0].expires: '2026-02-30' is not in the calendar"),
    ("waivers:\n  - {control: a, owner: b, expires: 2027-01-01}", "2:5: waivers[0].reason: is missing"),
    ("waivers: {control: a}", "1:10: waivers: a group of keys where a list is expected"),
    ("waivers: [a]", "1:11: waivers[0]: 'a' where a group of keys is expected"),
    ("consent: all", "1:10: consent: 'all' where a list is expected: write [all]"),
    ('consent: ["a\\nb"]', "1:11: consent[0]: 'a\\nb' is more than one line of plain text"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD)
def test_an_error_is_told_in_full_at_its_place(text: str, message: str) -> None:
    assert told(text) == [f"h.yaml:{message}"]


def test_every_error_is_told_at_once_in_the_order_of_the_file() -> None:
    text = "\n".join(
        [
            "profile: personl",
            "account: 12",
            "exceptions:",
            "  iam_usres: [a]",
            "account: 13",
            "logs: {minimum_days: ten, trail: x}",
            "waivers:",
            "  - control: ec2.*",
        ]
    )
    assert [line.partition(": ")[0] for line in told(text)] == [
        "h.yaml:1:10",
        "h.yaml:2:10",
        "h.yaml:4:3",
        "h.yaml:5:1",
        "h.yaml:6:22",
        "h.yaml:6:34",
        "h.yaml:8:5",
        "h.yaml:8:5",
        "h.yaml:8:5",
    ]


def test_what_to_do_next_is_named() -> None:
    with pytest.raises(Problem) as raised:
        parse("a: 1", "h.yaml")
    assert str(raised.value) == (
        "error: h.yaml:1:1: a: unknown key\n"
        "  effect: nothing was read or changed\n"
        "  next:   hardpan schema   # what each key takes"
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "\n\n"])
def test_an_empty_file_is_an_error(text: str) -> None:
    assert told(text) == ["h.yaml:1:1: the file is empty; the least it may say is 'profile: personal'"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "hardpan.yaml"
    with pytest.raises(Problem) as raised:
        load(missing)
    assert (raised.value.what, raised.value.next) == (f"{missing}: there is no such file", "hardpan init")
    assert raised.value.code is ExitCode.USAGE


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        load(tmp_path)
    assert raised.value.what == f"{tmp_path}: cannot be read: Is a directory"


def test_text_in_another_encoding(tmp_path: Path) -> None:
    written = tmp_path / "hardpan.yaml"
    written.write_bytes("profile: team # d\xe9j\xe0\n".encode("latin-1"))
    with pytest.raises(Problem) as raised:
        load(written)
    assert raised.value.what == f"{written}: is not UTF-8 text: byte 17 is 0xe9"
    assert raised.value.next == "save the file as UTF-8"


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    written = tmp_path / "hardpan.yaml"
    written.write_bytes(b"\xef\xbb\xbfprofile: team\r\naccount: 012345670123\r\n")
    assert load(written).account == "012345670123"


_LINE_ENDS = "\r\n|[\n\r\x85\u2028\u2029]"  # to YAML
_WORDS = st.sampled_from(
    ["profile", "logs", "waivers", "consent", "account", "contacts", "primary", "home_region", "aws-cn", "team", "12",
     ":", ": ", "\n", "\n  ", "- ", "[", "]", "{", "}", ", ", "'", '"', "#", "&a ", "*a", "!t ", "<<", "? ", "\t",
     "|\n", "~", "---\n", "%", "@", "{account}", "é", "\x07", "\ufeff"]
)  # fmt: skip


@example("? profile\n\n  profile")
@settings(deadline=None)
@given(st.lists(_WORDS, max_size=25).map("".join) | st.text(max_size=60))
def test_any_text_is_a_baseline_or_a_problem_with_its_place(text: str) -> None:
    try:
        read: Baseline | Problem = parse(text, "h.yaml")
    except Problem as problem:
        read = problem
    if isinstance(read, Problem):
        assert read.code is ExitCode.USAGE
        for line in read.what.splitlines():
            place = re.match(r"h\.yaml:([1-9][0-9]*):[1-9][0-9]*: ", line)
            assert place, line
            assert int(place[1]) <= len(re.split(_LINE_ENDS, text))


def test_how_aws_config_records_is_the_profiles_until_the_file_says_otherwise() -> None:
    assert parse("profile: team", "h.yaml").config_recorder == "daily"
    assert parse("profile: team\nconfig_recorder: off", "h.yaml").config_recorder == "off"  # YAML 1.1's word for false
    assert parse("profile: personal\nconfig_recorder: continuous", "h.yaml").config_recorder == "continuous"
    with pytest.raises(
        Problem, match=r"h\.yaml:2:18: config_recorder: 'dayly' is none of continuous, daily, off, did you mean 'daily'"
    ):
        parse("profile: team\nconfig_recorder: dayly", "h.yaml")
