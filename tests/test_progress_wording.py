"""What people read of an assessment exists in both languages."""

import re
from pathlib import Path

import pytest

from app.language import dutch, translate
from app.models import wording
from app.models.terms import Movement, Reason, Status

PROGRESS = Path(__file__).parents[1] / "app" / "services" / "progress"
TERMS = (
    (Status, wording.STATUSES),
    (Reason, wording.REASONS),
    (Movement, wording.MOVEMENTS),
    (Movement, wording.GAP_MOVEMENTS),
)


@pytest.mark.parametrize(("terms", "sentences"), TERMS)
def test_every_term_has_a_sentence(terms: type, sentences: dict[str, str]) -> None:
    assert set(sentences) == set(terms)  # type: ignore[call-overload]


def test_every_sentence_about_progress_has_its_dutch() -> None:
    said = [sentence for _, sentences in TERMS for sentence in sentences.values()] + list(wording.NOTES.values())
    said += [
        sentence
        for name in ("checks", "rebasing")
        for sentence in re.findall(r'(?<!")"([A-Z][^"\n]+\.)"(?!")', (PROGRESS / f"{name}.py").read_text())
    ]

    assert [sentence for sentence in said if sentence not in dutch()] == []


def test_the_statuses_read_as_the_domain_has_them() -> None:
    assert [translate(wording.STATUSES[status], "nl") for status in Status] == [
        "afgeschermd",
        "gehaald",
        "nog niet begonnen",
        "geen gegevens",
        "onzeker",
        "op koers",
        "loopt achter",
        "ver achter",
        "verslechtert",
    ]
