"""The commands and their options, with help in the reader's language."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app import __version__
from app.cli import granting, mailing, programme, running, seeding, telling
from app.cli.run import Run
from app.language import Language, translate
from app.models.access import ROLES_OF_PEOPLE

Command = Callable[[Run], int | None]

ABOUT = "Are neighbourhood programmes on course? This serves, fills and checks an installation."


@dataclass
class Verbs:
    """The subcommands of one command; adds more, with their help translated."""

    subparsers: Any
    language: Language

    def add(self, name: str, help: str, command: Command, *, json: bool = True) -> "Options":
        said = translate(help, self.language)
        parser = self.subparsers.add_parser(name, help=said, description=said, allow_abbrev=False)
        parser.set_defaults(command=command)
        options = Options(parser, self.language)
        return options.flag("--json", "give JSON alone on standard output") if json else options

    def group(self, name: str, help: str) -> "Verbs":
        said = translate(help, self.language)
        parser = self.subparsers.add_parser(name, help=said, description=said, allow_abbrev=False)
        return verbs_of(parser, self.language)


@dataclass
class Options:
    """The options of one command, added in a row."""

    parser: ArgumentParser
    language: Language

    def option(self, name: str, help: str, **more: Any) -> "Options":
        self.parser.add_argument(name, help=translate(help, self.language), **more)
        return self

    def flag(self, name: str, help: str) -> "Options":
        return self.option(name, help, action="store_true")


def verbs_of(parser: ArgumentParser, language: Language) -> Verbs:
    title = translate("commands", language)
    return Verbs(parser.add_subparsers(title=title, metavar="COMMAND", required=True), language)


def parser_in(language: Language) -> ArgumentParser:
    """The whole command line."""
    parser = ArgumentParser(prog="wijkkoers", description=translate(ABOUT, language), allow_abbrev=False)
    parser.add_argument(
        "--version", action="version", version=__version__, help=translate("say the version and stop", language)
    )
    verbs = verbs_of(parser, language)
    _add_running(verbs)
    _add_seed(verbs)
    _add_clients(verbs.group("client", "machines of partners, which post figures"))
    _add_keys(verbs.group("bi-key", "keys with which BI tools read"))
    _add_people(verbs.group("user", "accounts of people"))
    _add_programmes(verbs.group("programme", "whole programmes as open files"))
    digest = verbs.add("digest", "write to partners whose figures are overdue or were sent back", mailing.digest)
    digest.flag("--preview", "show the letters, and send nothing")
    webhooks = verbs.group("webhooks", "telling other systems of new figures and changed statuses")
    webhooks.add("deliver", "send what is due now, and stop", telling.deliver)
    return parser


def _add_running(verbs: Verbs) -> None:
    serve = verbs.add("serve", "serve the API and the pages (HOST, PORT)", running.serve, json=False)
    serve.option("--only", "only this part; the other runs elsewhere", choices=["api", "site"], default="all")
    verbs.add("migrate", "bring the database to the newest shape", running.migrate)
    verbs.add("check", "check settings, database, migrations, disk and clock", running.check)


def _add_seed(verbs: Verbs) -> None:
    seed = verbs.add(
        "seed", "put in what the documents say, and a made-up town; what people entered stays", seeding.seed
    )
    seed.option("--only", "only this part", choices=["documents", "demo"])
    seed.option("--remove", "take this part out again", choices=["demo"])


def _add_clients(verbs: Verbs) -> None:
    create = verbs.add("create", "make a client; its secret is shown once", granting.create_client)
    create.option("--partner", "the id of the partner that it posts for", required=True, metavar="ID")
    create.option("--indicators", "only these indicators, ids with commas between; without it: all", metavar="A,B")
    create.option("--areas", "only these areas with their neighbourhoods; without it: all", metavar="X,Y")
    create.option("--days", "how long it lasts (365)", type=int, default=365, metavar="N")
    verbs.add("list", "all clients, and whether they may still do anything", granting.list_clients)
    revoke = verbs.add("revoke", "refuse a client and its tokens from now on", granting.revoke_client)
    revoke.option("client", "the id of the client", metavar="CLIENT")


def _add_keys(verbs: Verbs) -> None:
    create = verbs.add("create", "make a key; its secret is shown once", granting.create_bi_key)
    create.option("--name", "what the key is for", required=True, metavar="TEXT")
    create.option("--days", "how long it lasts (365)", type=int, default=365, metavar="N")
    verbs.add("list", "all keys, and whether they still open anything", granting.list_bi_keys)
    revoke = verbs.add("revoke", "refuse a key from now on", granting.revoke_bi_key)
    revoke.option("key", "the id of the key", metavar="KEY")


def _add_people(verbs: Verbs) -> None:
    create = verbs.add("create", "make an account; its first password is shown once", granting.create_user)
    create.option("--email", "the address to sign in with", required=True, metavar="E")
    create.option("--role", "what the person may do", required=True, choices=[str(role) for role in ROLES_OF_PEOPLE])
    create.option(
        "--area", "only for this area; may be given again; without it: for all", action="append", metavar="ID"
    )
    create.option("--partner", "the organisation that a partner-editor works for", metavar="ID")
    revoke = verbs.add("revoke", "refuse an account and its tokens from now on", granting.revoke_user)
    revoke.option("--email", "the address of the account", required=True, metavar="E")


def _add_programmes(verbs: Verbs) -> None:
    export = verbs.add("export", "write a whole programme to a file", programme.export_programme)
    export.option("programme", "the id of the programme", metavar="ID")
    export.option("--out", "the file to write", required=True, metavar="FILE")
    take_in = verbs.add("import", "take a whole programme in from a file", programme.import_programme)
    take_in.option("file", "the file that was exported", metavar="FILE")
    take_in.flag("--dry-run", "say what would come, and what clashes; store nothing")
