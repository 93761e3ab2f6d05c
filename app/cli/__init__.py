"""`wijkkoers`: the same services from a terminal.

Ends with 0 when the run completed, 1 when it failed and nothing was stored, 2 when it was used wrongly.
"""

import sys
from collections.abc import Sequence

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from app.cli.parsing import parser_in
from app.cli.run import Run
from app.cli.speech import argparse_speaks, language_of_environment
from app.errors import Invalid, Message, Refusal, say
from app.language import speak
from app.settings import Settings


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code."""
    language = language_of_environment()
    speak(language)
    with argparse_speaks(language):
        asked = parser_in(language).parse_args(words)
    run = Run(asked)
    try:
        run.settings = Settings()
        return asked.command(run) or 0
    except Refusal as refusal:
        return run.fail(_sentences(refusal))
    except ValidationError as wrong:
        names = ", ".join(str(error["loc"][0]).upper() for error in wrong.errors())
        return run.fail([say("A setting has a value that cannot be used: {names}.", names=names)])
    except SQLAlchemyError as broken:
        # Its words may hold the address with the password: only its kind is told.
        return run.fail([say("The database does not do what was asked ({kind}).", kind=type(broken).__name__)])
    except KeyboardInterrupt:
        return run.fail([say("Broken off.")])


def run_and_exit() -> None:
    sys.exit(main())


def _sentences(refusal: Refusal) -> list[Message]:
    if isinstance(refusal, Invalid):
        return [error.message for error in refusal.errors]
    return [refusal.detail]
