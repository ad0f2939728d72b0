"""YAML text to plain values: nothing is guessed, and what this file does not need is refused."""

from __future__ import annotations

import pytest
import yaml

from hardpan.config import document
from hardpan.config.document import SyntaxFault, read


@pytest.fixture(autouse=True, params=["libyaml", "pure Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test holds with either of PyYAML's parsers."""
    if request.param == "libyaml":
        assert document.LOADER is yaml.CBaseLoader
    else:
        monkeypatch.setattr(document, "LOADER", yaml.BaseLoader)


def test_every_scalar_is_the_text_that_was_written() -> None:
    text = "a: 012345670123\nb: NO\nc: 2026-01-31\nd: 1_000\ne: 1:30\nf: 'null'\ng: on\nh: 0x1F\ni: 1e3\n"
    assert read(text).values == {
        "a": "012345670123",
        "b": "NO",
        "c": "2026-01-31",
        "d": "1_000",
        "e": "1:30",
        "f": "null",
        "g": "on",
        "h": "0x1F",
        "i": "1e3",
    }


def test_no_value_and_null_are_the_same() -> None:
    assert read("a:\nb: ~\nc: null\nd: ''\ne: [null]\n").values == {"a": "", "b": "", "c": "", "d": "", "e": [""]}


def test_places_are_counted_in_characters_from_one() -> None:
    found = read("# zoë\né: {ñ: x, b: [1, 22]}\n")
    assert found.keys == {("é",): (2, 1), ("é", "ñ"): (2, 5), ("é", "b"): (2, 11)}
    assert found.starts[("é", "b", 1)] == (2, 18)


def test_the_place_of_what_is_missing_is_the_group_around_it() -> None:
    found = read("a:\n  - b: 1\n")
    assert found.position(("a", 0, "c")) == (2, 5)
    assert found.position(("a", 0, "b")) == (2, 8)
    assert found.position(("z", "y")) == (1, 1)


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("a: 1\nb: 2\na: 3\n", [((3, 1), "a: given twice, first on line 1")]),
        ("a: {b: 1, b: {c: [2, d: 3]}}\n", [((1, 11), "a.b: given twice, first on line 1")]),
        (
            "a: &x 1\nb: *x\n",
            [
                ((1, 4), "a: an anchor (&) has no meaning here: values are written out"),
                ((2, 4), "b: an alias (*) is not followed: write the value out"),
            ],
        ),
        ("a: [!!str 1]\n", [((1, 5), "a[0]: a tag (!) has no meaning here: every value is read as text")]),
        ("a: !secret x\n", [((1, 4), "a: a tag (!) has no meaning here: every value is read as text")]),
    ],
)
def test_what_yaml_allows_and_a_baseline_does_not(text: str, errors: list[tuple[tuple[int, int], str]]) -> None:
    assert read(text).errors == errors


def test_of_a_key_given_twice_the_first_is_in_force() -> None:
    assert read("a: {b: 1}\na: {c: 2}\nd: 3\n").values == {"a": {"b": "1"}, "d": "3"}


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("a:\n\tb: 1\n", (2, 1), "not YAML: a tab cannot indent, use spaces"),
        ("a:\n  b: 1\n  \tc: 2\n", (3, 3), "not YAML: a tab cannot indent, use spaces"),
        ("- a\n", (1, 1), "not keys and values, such as 'profile: personal'"),
        ("personal\n", (1, 1), "not keys and values, such as 'profile: personal'"),
        ("[a]: b\n", (1, 1), "a key must be a word"),
        ("a: 1\n---\nb: 2\n", (2, 1), "a second document: only one can be read"),
        ("ab: é\x07\n", (1, 6), "character '\\x07' has no place in YAML"),
        ("a: 1\nb: \x0b", (2, 4), "character '\\x0b' has no place in YAML"),
        ("a: b: c\n", (1, 5), "not YAML: mapping values are not allowed in this context"),
        ("a: " + "[" * 500, (1, 12), "nested deeper than any key goes"),
    ],
)
def test_text_that_cannot_be_read(text: str, position: tuple[int, int], message: str) -> None:
    with pytest.raises(SyntaxFault) as raised:
        read(text)
    assert (raised.value.position, raised.value.message.replace("mapping values are not allowed here", "mapping "
            "values are not allowed in this context")) == (position, message)  # fmt: skip


@pytest.mark.parametrize("text", ["a: [1\nb: 2\n", "a: 'x\n", "a: @x\n", "a: {b}-c\n", "%x\n", "a: |2\n x\n"])
def test_other_errors_of_syntax_have_a_place(text: str) -> None:
    with pytest.raises(SyntaxFault, match=r"^not YAML: ") as raised:
        read(text)
    assert raised.value.position[0] in (1, 2, 3)
