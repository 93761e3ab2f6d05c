"""`wijkkoers seed`: what the documents say, and the made-up town."""

from datetime import UTC, datetime

from app.cli.run import Run
from app.errors import Message, say


def seed(run: Run) -> None:
    """Add what is missing, or take the made-up town away."""
    if run.asked.remove:
        _remove(run)
    else:
        _add(run)


def _add(run: Run) -> None:
    import seed as facts  # slow to load, and no other command needs it

    with run.writing() as writing:
        report = facts.load(writing.session, run.asked.only, datetime.now(UTC))
    told = say(
        "Seeded: {created} new, {kept} were there already and stay as they are.",
        created=report.created.total(),
        kept=report.kept.total(),
    )
    run.give({"created": dict(report.created), "kept": dict(report.kept)}, told)


def _remove(run: Run) -> None:
    from seed import voorbeeldstad

    with run.writing() as writing:
        removed = voorbeeldstad.remove(writing)
    result = {
        "removed": removed.rows.total(),
        "rows": dict(removed.rows),
        "figuresOfPeople": removed.figures_of_people,
        "kept": removed.kept,
    }
    run.give(result, *_told(removed.rows.total(), removed.figures_of_people, removed.kept))


def _told(rows: int, figures: int, kept: list[str]) -> list[Message]:
    if not rows:
        return [say("There was nothing of it in the database.")]
    told = [say("Removed: {rows} rows, all of the made-up town or about it.", rows=rows)]
    if figures:
        told.append(say("With it went {figures} figures that people had entered there.", figures=figures))
    if kept:
        told.append(say("What something else leans on stays: {names}.", names=", ".join(kept)))
    return told
