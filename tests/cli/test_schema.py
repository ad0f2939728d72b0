"""`hardpan schema`: a JSON Schema that editors take, and that agrees with what Hardpan itself takes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from hardpan.cli.group import cli
from hardpan.config.load import load
from hardpan.model import PROFILES, ExitCode, Problem


@pytest.fixture(scope="module")
def schema():
    done = CliRunner().invoke(cli, ["schema"], standalone_mode=False)
    assert done.exception is None, done.exception
    assert done.return_value == ExitCode.CLEAN
    found = json.loads(done.stdout)
    jsonschema.validators.validator_for(found).check_schema(found)
    return found


def loads(text: str, folder: Path) -> bool:
    (folder / "hardpan.yaml").write_text(text)
    try:
        load(folder / "hardpan.yaml")
    except Problem:
        return False
    return True


def valid(text: str, schema) -> bool:
    return jsonschema.validators.validator_for(schema)(schema).is_valid(yaml.safe_load(text))


@pytest.mark.parametrize(
    "text",
    [
        *(f"profile: {profile}\n" for profile in PROFILES),
        'profile: personal\nhome_region: eu-west-1\naccount: "012345670123"\nalerts: {email: me@example.com}\n',
        "profile: personal\nconsent: [all]\n",
    ],
)
def test_what_hardpan_takes_the_schema_takes(text, schema, tmp_path) -> None:
    assert loads(text, tmp_path)
    assert valid(text, schema)


@pytest.mark.parametrize(
    "text", ["profle: personal\n", "profile: huge\n", 'profile: personal\naccount: "123"\n', "profile: [personal]\n"]
)
def test_what_the_schema_refuses_hardpan_refuses(text, schema, tmp_path) -> None:
    assert not valid(text, schema)
    assert not loads(text, tmp_path)


def test_a_file_from_init_fits(schema, tmp_path) -> None:
    file = tmp_path / "hardpan.yaml"
    words = ["init", str(file), "--yes", "--email", "me@example.com"]
    assert CliRunner().invoke(cli, words, standalone_mode=False).exception is None
    assert valid(file.read_text(), schema)


def test_it_takes_no_words() -> None:
    assert CliRunner().invoke(cli, ["schema", "x"]).exit_code != 0
