"""Exit codes, and words in the language of the terminal."""

import pytest

from app.cli import main
from app.cli.speech import language_of_environment
from tests.cli.saying import Said, wrong_use


@pytest.mark.parametrize(
    "words",
    [
        "",
        "client",
        "client create",
        "nothing",
        "serve --only half",
        "seed --only half",
        "seed --remove documents",
        "user create --email a@b.example --role boss",
        "client create --partner x --days soon",
        "migrate --fast",
        "client create --part politie",
    ],
)
def test_wrong_use_ends_with_2(words: str) -> None:
    assert wrong_use(*words.split()) == 2


COMMANDS = (
    "serve,migrate,check,seed,client,client create,client list,client revoke,"
    "bi-key create,bi-key list,bi-key revoke,user create,user revoke,programme,programme export,programme import"
)


@pytest.mark.parametrize("command", ["", *COMMANDS.split(",")])
@pytest.mark.parametrize(("locale", "word"), [("nl_NL.UTF-8", "gebruik:"), ("en_GB.UTF-8", "usage:"), ("C", "usage:")])
def test_every_command_explains_itself_in_the_language_of_the_locale(
    said: Said, monkeypatch: pytest.MonkeyPatch, command: str, locale: str, word: str
) -> None:
    monkeypatch.setenv("LANG", locale)

    assert wrong_use(*command.split(), "--help") == 0
    assert said.readouterr().out.split(" ")[0] == word


def test_refusals_are_in_the_language_of_the_locale(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    main(["client", "create", "--partner", "nope"])

    assert said.readouterr().err == "Er is geen partner met id nope.\n"


@pytest.mark.parametrize(
    ("name", "value", "language"),
    [("LC_ALL", "nl_BE", "nl"), ("LANG", "nl", "nl"), ("LANG", "de_DE", "en"), ("LANGUAGE", "nl:en", "nl")],
)
def test_the_locale_decides_the_language(monkeypatch: pytest.MonkeyPatch, name: str, value: str, language: str) -> None:
    monkeypatch.setenv(name, value)

    assert language_of_environment() == language


def test_a_setting_that_cannot_be_used_is_named(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")

    assert main(["check"]) == 1
    assert said.readouterr().err == "A setting has a value that cannot be used: PORT.\n"
