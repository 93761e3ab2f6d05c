"""`wijkkoers webhooks`: sending what is due, for an installation that does so from its own timetable."""

from app.cli.run import Run
from app.errors import Conflict, say
from app.services.webhooks.delivering import deliver_due


def deliver(run: Run) -> None:
    """Send all that is due; beside a server that does the same nothing is sent twice."""
    if not run.settings.webhooks:
        raise Conflict(say("This installation sends no webhooks. Who runs it can switch them on with WEBHOOKS."))
    done = deliver_due(run.ready(), run.settings)
    told = {"delivered": done.delivered, "triedInVain": done.tried_in_vain, "dropped": done.dropped}
    run.give(
        told,
        say("Delivered: {count}.", count=done.delivered),
        say("Not taken yet: {count}.", count=done.tried_in_vain),
    )
