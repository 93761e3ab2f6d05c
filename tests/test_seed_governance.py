"""Who decides, who reports to whom and when, and what was decided: as four documents say, through the API."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import httpx
import pytest

from tests.test_seed import every

ZWIJNDRECHT, NIEUWEGEIN, DORDT = "zwijndrecht-veerkrachtige-buurten", "nieuwegein-centrale-as", "dordt-west"
UTRECHT = "utrecht-krachtwijken-2008"
OURS = [ZWIJNDRECHT, NIEUWEGEIN, DORDT, UTRECHT]
REGISTERS = ("bodies", "meetings", "decisions", "duties")
COMMON = {"report", "consultation", "information", "other"}

pytestmark = pytest.mark.seeded(only="documents")


async def one(api: httpx.AsyncClient, address: str, **asked: str) -> dict[str, Any]:
    answer = await api.get(address, params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def without_origin(api: httpx.AsyncClient, registers: Iterable[str]) -> list[str]:
    """The rows of these programmes that do not name a line of their own document."""
    found = []
    for programme in OURS:
        document = (await one(api, f"/programmes/{programme}"))["origin"]["document"]
        rows = [row for register in registers for row in await every(api, f"/{register}", programme=programme)]
        found += [row["id"] for row in rows if row["origin"]["document"] != document or not row["origin"]["line"]]
    return found


async def kinds(api: httpx.AsyncClient, address: str, programme: str) -> Counter[str]:
    return Counter(row["kind"] for row in await every(api, address, programme=programme))


async def due_days(api: httpx.AsyncClient, duty: str, known_at: str) -> list[tuple[str, str]]:
    found = await one(api, f"/duties/{duty}", knownAt=known_at)
    return [(occurrence["due"], occurrence["state"]) for occurrence in reversed(found["occurrences"])]


async def test_every_entry_says_where_it_stands_in_its_document(api: httpx.AsyncClient) -> None:
    assert await without_origin(api, REGISTERS) == []


async def test_each_programme_has_bodies_of_its_own_kinds(api: httpx.AsyncClient) -> None:
    assert {programme: await kinds(api, "/bodies", programme) for programme in OURS} == {
        ZWIJNDRECHT: {
            **{"alliance": 1, "partner-table": 1, "board": 2, "bureau": 1, "sub-alliance": 1, "residents": 1},
            "other": 2,
        },
        NIEUWEGEIN: {"alliance": 1, "sub-alliance": 1, "partner-table": 1, "bureau": 1, "other": 1},
        DORDT: {"alliance": 1, "bureau": 1},
        UTRECHT: {"other": 2, "alliance": 1, "council": 2, "residents": 4},
    }


async def test_the_general_board_of_zwijndrecht_has_one_administrator_of_each_partner_with_a_mandate(
    api: httpx.AsyncClient,
) -> None:
    board = await one(api, "/bodies/zwijndrecht-general-board")
    partners = {partner["id"] for partner in await every(api, "/partners", programme=ZWIJNDRECHT)}
    assert {member["partner"] for member in board["members"]} == partners
    assert [member for member in board["members"] if not (member["mandate"] and member["decides"])] == []
    assert (len(board["members"]), board["chair"]) == (11, "Burgemeester van Zwijndrecht")


async def test_the_daily_board_has_two_of_the_municipality_and_three_sectors(api: httpx.AsyncClient) -> None:
    board = await one(api, "/bodies/zwijndrecht-daily-board")
    assert [(member["partner"], member["name"]) for member in board["members"]] == [
        ("gemeente-zwijndrecht", "Burgemeester"),
        ("gemeente-zwijndrecht", "Verantwoordelijk wethouder"),
        (None, "Woningcorporaties"),
        (None, "Onderwijs en kinderopvang"),
        (None, "Welzijn en (gezondheids)zorg"),
    ]
    assert board["parent"] == "zwijndrecht-general-board"


async def test_zwijndrecht_sets_up_its_organisation_in_five_steps(api: httpx.AsyncClient) -> None:
    steps = (await one(api, "/bodies/zwijndrecht-coalition"))["steps"]
    assert [step["name"].partition(":")[0] for step in steps] == [f"Stap {number}" for number in range(1, 6)]
    assert [step["due"] for step in steps] == [None, None, None, None, "2024-12-31"]


async def test_the_alliance_of_dordt_west_has_eight_members_and_none_for_residents_yet(api: httpx.AsyncClient) -> None:
    alliance = await one(api, "/bodies/dordt-west-alliance")
    assert [member["partner"] or member["name"] for member in alliance["members"]] == [
        *("gemeente-dordrecht", "Woningcorporatie", "Primair onderwijs", "Voortgezet onderwijs", "Ondernemers"),
        *("Sociaal wijkteam, buurtwerk en jongerenwerk", "politie", "rijk"),
    ]
    assert alliance["steps"][0]["name"] == "Bepalen hoe bewoners in de alliantie vertegenwoordigd zijn"


async def test_the_partner_table_of_nieuwegein_meets_at_least_once_a_year_under_the_mayor(
    api: httpx.AsyncClient,
) -> None:
    table = await one(api, "/bodies/centrale-as-partner-table")
    assert [table[name] for name in ("meetsTimes", "meetsPer", "chair")] == [
        *(1, "year"),
        "Burgemeester, als voorzitter van De Alliantie",
    ]
    assert len({member["partner"] for member in table["members"]}) == 10


async def test_the_state_has_a_seat_at_the_alliance_of_nieuwegein(api: httpx.AsyncClient) -> None:
    members = (await one(api, "/bodies/centrale-as-alliance"))["members"]
    assert [member["name"] for member in members if member["name"].startswith("Rijks")] == [
        "Rijksvertegenwoordiger van het ministerie van Justitie en Veiligheid"
    ]


async def test_the_bodies_that_a_partner_sits_in_can_be_asked_for(api: httpx.AsyncClient) -> None:
    found = await every(api, "/bodies", programme=UTRECHT, partner="gemeente-utrecht")
    assert {row["id"] for row in found} == {"krachtwijken-administrative-talk", "krachtwijken-officials-talk"}


async def test_each_of_the_four_wijken_has_a_sounding_board_of_residents(api: httpx.AsyncClient) -> None:
    found = await every(api, "/bodies", programme=UTRECHT, kind="residents")
    assert {place for row in found for place in row["places"]} == {
        *("utrecht-kanaleneiland", "utrecht-ondiep", "utrecht-wijk-overvecht", "utrecht-zuilen-oost")
    }


async def test_two_meetings_were_held_and_a_third_was_announced(api: httpx.AsyncClient) -> None:
    found = await every(api, "/meetings", programme=ZWIJNDRECHT)
    assert sorted((row["heldOn"], row["state"]) for row in found) == [
        *(("2023-04-03", "held"), ("2023-07-03", "held"), ("2024-01-24", "planned")),
    ]


async def test_the_decisions_are_those_that_a_document_records(api: httpx.AsyncClient) -> None:
    found = [row for programme in OURS for row in await every(api, "/decisions", programme=programme)]
    assert sorted((row["decidedOn"] or "", row["id"]) for row in found) == [
        ("", "krachtwijken-hoograven-added"),
        ("", "krachtwijken-implementation-programmes-adopted"),
        ("", "krachtwijken-neighbourhoods-selected"),
        ("2008-06-09", "krachtwijken-charter-signed"),
        ("2023-07-03", "zwijndrecht-first-note-adopted"),
        ("2023-07-03", "zwijndrecht-leading-groups-appointed"),
    ]


async def test_city_and_state_both_agreed_to_the_charter(api: httpx.AsyncClient) -> None:
    signed = await one(api, "/decisions/krachtwijken-charter-signed")
    assert [(one["partner"], one["agreed"], one["on"]) for one in signed["consent"]] == [
        ("gemeente-utrecht", True, "2008-06-09"),
        ("rijk", True, "2008-06-09"),
    ]
    assert signed["agreement"] == "agreed"


async def test_each_programme_has_its_duties(api: httpx.AsyncClient) -> None:
    found = {programme: (await kinds(api, "/duties", programme)).total() for programme in OURS}
    assert found == {ZWIJNDRECHT: 4, NIEUWEGEIN: 6, DORDT: 5, UTRECHT: 19}


async def test_zwijndrecht_reports_in_the_first_and_third_quarter(api: httpx.AsyncClient) -> None:
    assert await due_days(api, "zwijndrecht-progress-reports", "2025-01-15") == [
        *(("2024-03-31", "overdue"), ("2024-09-30", "overdue"), ("2025-03-31", "coming")),
    ]


async def test_zwijndrecht_sends_messages_in_the_second_and_fourth_quarter(api: httpx.AsyncClient) -> None:
    assert await due_days(api, "zwijndrecht-progress-messages", "2025-01-15") == [
        *(("2024-06-30", "overdue"), ("2024-12-31", "overdue"), ("2025-06-30", "coming")),
    ]


async def test_a_duty_holds_until_its_target_is_met(api: httpx.AsyncClient) -> None:
    duty = await one(api, "/duties/zwijndrecht-limit-energy-poverty")
    assert (duty["target"], duty["holds"], duty["origin"]["line"]) == (
        *("veerkrachtig-social-rent-with-label-d", True),
        435,
    )
    assert [row["id"] for row in await every(api, "/duties", target=duty["target"])] == [duty["id"]]


async def test_the_charter_dates_its_agreements_on_monitoring_and_consultation(api: httpx.AsyncClient) -> None:
    found = await every(api, "/duties", programme=UTRECHT)
    dated = {row["origin"]["line"]: row["dueOn"] for row in found if row["dueOn"]}
    rhythm = Counter((row["origin"]["line"], row["every"]) for row in found if row["every"])
    assert dated == {722: "2008-06-21", 755: "2010-12-31", 789: "2008-07-09"}
    assert rhythm == {
        (749, "year"): 2,
        **{(line, "year"): 1 for line in (186, 754, 759, 760)},
        **{(761, "year"): 1, (761, "half-year"): 1, (698, "half-year"): 1},
    }


async def test_what_binds_the_parties_of_the_charter(api: httpx.AsyncClient) -> None:
    found = {row["id"]: row for row in await every(api, "/duties", programme=UTRECHT)}
    told = {id: (row["kind"], row["owner"], row["origin"]["line"]) for id, row in found.items()}
    assert {id.removeprefix("krachtwijken-"): told[id] for id in sorted(told) if told[id][0] not in COMMON} == {
        "account-manager": ("account", "rijk", 753),
        "copy-to-the-minister": ("copy", "gemeente-utrecht", 762),
        "efforts-followed": ("account", None, 761),
        "outcome-monitor": ("measurement", "rijk", 759),
        "own-monitor": ("measurement", "gemeente-utrecht", 760),
        "participation-studied": ("evaluation", None, 762),
        "published": ("publication", None, 789),
        "visitation": ("evaluation", None, 755),
    }


async def test_the_duties_of_the_charter_came_back_during_its_term_and_hold_no_longer(api: httpx.AsyncClient) -> None:
    then = await due_days(api, "krachtwijken-report-to-council", "2010-02-01")
    now = await one(api, "/duties/krachtwijken-report-to-council")
    assert then == [("2008-12-31", "overdue"), ("2009-12-31", "overdue"), ("2010-12-31", "coming")]
    assert (len(now["occurrences"]), now["nextDue"], now["overdue"], now["holds"]) == (10, None, 0, False)


async def test_nieuwegein_evaluates_after_two_years_and_its_alliance_every_year(api: httpx.AsyncClient) -> None:
    steps = (await one(api, "/bodies/centrale-as-alliance"))["steps"]
    assert [(step["name"], step["due"]) for step in steps][1:] == [("Governance evalueren, na 2 jaar", "2025-09-13")]
    assert await due_days(api, "centrale-as-alliance-composition", "2025-06-01") == [
        ("2024-09-13", "overdue"),
        ("2025-09-13", "coming"),
    ]


async def test_what_has_no_day_in_the_document_has_none_here(api: httpx.AsyncClient) -> None:
    found = [row for programme in OURS for row in await every(api, "/duties", programme=programme)]
    undated = [row for row in found if not row["dueOn"] and not row["every"]]
    assert (len(undated), {row["overdue"] for row in undated}) == (17, {0})
