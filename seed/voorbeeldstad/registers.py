"""Loading what the made-up programme keeps besides goals and figures, each on the day on which it was known."""

from functools import partial
from typing import Any

from app.models.adoption import Adopting, Amending
from app.models.programme import Node, Programme, ProgrammeState, ProgrammeVersion
from app.models.target import TargetVersion
from app.models.target_decision import Amendment, DecisionKind, Rebasing
from app.services.access.versions import keep, next_version
from app.services.access.writing import Writing
from app.services.governance import duties
from app.services.planning import adopting
from app.services.programmes import recording as programmes
from app.services.registers import recording
from app.services.registers.register import Register
from app.services.targets import amending, rebasing
from seed.shapes import REGISTERS
from seed.voorbeeldstad.loading import Founding
from seed.voorbeeldstad.shapes import ChangeEntry, RegisterEntry, TargetDecisionEntry


def load_national(founding: Founding) -> None:
    """The programme of the country that the town lies in, with the goals that the town's own serve."""
    told = founding.town.national
    writing = founding.on(told.known)
    id = str(told.sent.id)
    founding.once("programme", Programme, id, partial(_adopt, founding))
    for position, node in enumerate(founding.town.national_nodes):
        placed = node.model_copy(update={"position": position})
        founding.once("node", Node, node.id, partial(programmes.add_node, writing, id, placed))


def load_registers(founding: Founding) -> None:
    """Every row with its life, in the order in which one refers to another."""
    for name, register in REGISTERS.items():
        for entry in founding.town.registers.get(name, ()):
            founding.once(register.kind, register.current, entry.sent["id"], partial(_live, founding, register, entry))


def load_target_decisions(founding: Founding) -> None:
    """What was decided later about targets: amended, or measured from another baseline."""
    for entry in founding.town.target_decisions:
        key = {"id": entry.target, "version": entry.version}
        founding.once("target-decision", TargetVersion, key, partial(_decide, founding, entry))


def _adopt(founding: Founding) -> None:
    told = founding.town.national
    writing = founding.on(told.known)
    row = programmes.create(writing, told.sent)
    row.state = ProgrammeState.ADOPTED
    next_version(writing, row)
    keep(writing, row, ProgrammeVersion, "Vastgesteld (verzonnen)")
    writing.note("adopt", "programme", row.id, {})


def _live(founding: Founding, register: Register, entry: RegisterEntry) -> None:
    id = str(entry.sent["id"])
    made = register.create.model_validate({"programme": founding.town.programme.id, **entry.sent})
    recording.create(founding.on(entry.known), register, made)
    for change in entry.changes:
        _change(founding.on(change.known), register, id, change)
    for one in entry.done:
        duties.fulfil(founding.on(one.done_on), id, one)


def _change(writing: Writing, register: Register, id: str, change: ChangeEntry) -> None:
    """A plain change; or what a decision did: adopted it, or amended what was adopted."""
    if change.adopt is not None:
        adopting.adopt(writing, register, id, Adopting.model_validate(change.adopt))
    elif change.amend is not None:
        how: type[Amending[Any]] = Amending[register.change]  # type: ignore[name-defined]
        adopting.amend(writing, register, id, how.model_validate({**change.amend, "change": change.sent}))
    else:
        recording.change(writing, register, id, register.change.model_validate(change.sent))


def _decide(founding: Founding, entry: TargetDecisionEntry) -> None:
    writing = founding.on(entry.known)
    if entry.kind is DecisionKind.REBASING:
        rebasing.rebase(writing, entry.target, Rebasing.model_validate(entry.sent), dry_run=False)
    else:
        amending.amend(writing, entry.target, Amendment.model_validate(entry.sent), dry_run=False)
