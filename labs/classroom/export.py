"""A session's results as a table: one row a student, for CSV and XLSX."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from labs.classroom.models import Session
from labs.guided.models import SubmissionState
from simulator.text import Language, Text

COLUMNS: tuple[tuple[str, Text], ...] = (
    ("number", Text("Number", "번호")),
    ("id", Text("Place id", "참가자 ID")),
    ("nickname", Text("Nickname", "닉네임")),
    ("joined_at", Text("Joined (UTC)", "참가 시각(UTC)")),
    ("predictions_right", Text("Predictions right", "맞힌 예측")),
    ("predictions", Text("Predictions answered", "답한 예측")),
    ("hints", Text("Hints opened", "연 힌트")),
    ("submissions", Text("Submissions", "제출 횟수")),
    ("first_passed_at", Text("First passed (UTC)", "첫 통과 시각(UTC)")),
    ("stars", Text("Stars", "별")),
    ("points", Text("Points of 100", "점수(100점 만점)")),
)
#: A cell that begins so is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(session: Session) -> list[dict[str, Any]]:
    """A row a student in the order of joining, with a column for each objective of their best submission."""
    definition = session.version.content.definition
    answers = {prediction.id: prediction.answer for prediction in definition.predictions}
    found = []
    for place in session.participants.select_related("attempt").prefetch_related("attempt__submissions"):
        attempt = place.attempt
        done = [s for s in attempt.submissions.all() if s.state == SubmissionState.DONE]
        passed = sorted(s.created_at for s in done if s.stars)
        best = max(done, key=lambda s: (s.stars or 0, s.points or 0), default=None)
        met = {o["id"]: o["met"] for o in (best.results or {}).get("objectives", ())} if best else {}
        found.append(
            {
                "number": place.number,
                "id": str(place.pk),
                "nickname": place.nickname,
                "joined_at": f"{place.joined_at:%Y-%m-%d %H:%M:%S}",
                "predictions_right": sum(
                    attempt.predictions.get(id) == answer for id, answer in answers.items()
                ),
                "predictions": len(attempt.predictions),
                "hints": attempt.hints,
                "submissions": attempt.submissions.count(),
                "first_passed_at": f"{passed[0]:%Y-%m-%d %H:%M:%S}" if passed else "",
                "stars": "" if attempt.best_stars is None else attempt.best_stars,
                "points": "" if attempt.best_points is None else attempt.best_points,
                **{f"objective:{o.id}": "" if o.id not in met else int(met[o.id]) for o in definition.judged},
            }
        )
    return found


def header(session: Session, language: Language) -> list[str]:
    objectives = session.version.content.definition.judged
    return [text.get(language) for _, text in COLUMNS] + [one.title.text.get(language) for one in objectives]


def as_csv(session: Session, language: Language) -> bytes:
    """UTF-8 with the mark spreadsheets look for; no cell of a student's is read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header(session, language))
    for row in rows(session):
        writer.writerow([_harmless(value) for value in row.values()])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(session: Session, language: Language) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, header(session, language), book.add_format({"bold": True}))
    for line, row in enumerate(rows(session), 1):
        sheet.write_row(line, 0, list(row.values()))
    sheet.freeze_panes(1, 3)
    sheet.autofit()
    book.close()
    return out.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
