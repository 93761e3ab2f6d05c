"""`wijkkoers programme`: a whole programme out of this installation as one file, or into it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from app.cli.run import Run
from app.database import rehearse
from app.errors import Conflict, FieldError, Invalid, Message, say
from app.models.access import SYSTEM
from app.models.programme_file import ProgrammeImportRead
from app.services.access.sight import Sight
from app.services.exchange import exporting, importing


def export_programme(run: Run) -> int | None:
    """Write the whole file, or nothing: it gets its name when it is complete."""
    key, out = run.asked.programme, Path(run.asked.out)
    unfinished = out.with_name(f"{out.name}.unfinished")
    with run.reading() as session:
        pieces = exporting.export(Sight(session, SYSTEM, datetime.now(UTC)), key)
        try:
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(pieces)
            unfinished.replace(out)
        except OSError as failure:
            return run.fail([_unusable(out, failure)])
    size = out.stat().st_size
    run.give({"programme": key, "file": str(out), "bytes": size}, say("Written: {file}", file=str(out)))
    return None


def import_programme(run: Run) -> int | None:
    """Take the file in, or say everything that stands in the way."""
    file = Path(run.asked.file)
    try:
        sent = _read(file)
        with run.writing() as writing:
            if run.asked.dry_run:
                rehearse(writing.session)
            answer = importing.take_in(writing, sent, dry_run=run.asked.dry_run)
    except OSError as failure:
        return run.fail([_unusable(file, failure)])
    except (Invalid, Conflict) as refusal:
        return run.fail([refusal.detail, *(_placed(error) for error in refusal.errors)])
    run.give(answer.model_dump(mode="json", by_alias=True), *_told(answer))
    return None


def _read(file: Path) -> Any:
    try:
        sent = from_json(file.read_bytes(), allow_inf_nan=False)
    except ValueError as broken:
        raise Invalid([FieldError("file", "broken-json", say("This is not JSON."))]) from broken
    if not isinstance(sent, dict):
        raise Invalid([FieldError("file", "not-an-object", say("Give an object with named values."))])
    return sent


def _placed(error: FieldError) -> Message:
    return say("{place}: {reason}", place=error.field, reason=error.message)


def _unusable(file: Path, failure: OSError) -> Message:
    return say("The file {file} cannot be used: {reason}.", file=str(file), reason=failure.strerror or "?")


def _told(answer: ProgrammeImportRead) -> list[Message]:
    created, unchanged = sum(answer.created.values()), sum(answer.unchanged.values())
    if answer.clashes:
        return [
            say("Nothing can be taken in: {count} clashes.", count=len(answer.clashes)),
            *(say("{place}: {reason}", place=f"{one.id} {one.field}", reason=one.message) for one in answer.clashes),
        ]
    counted = {"created": created, "unchanged": unchanged, "reused": len(answer.reused)}
    if answer.dry_run:
        return [say("Would be new: {created}; the same already: {unchanged}; reused: {reused}.", **counted)]
    return [say("New: {created}; the same already: {unchanged}; reused: {reused}.", **counted)]
