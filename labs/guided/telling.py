"""What the player's pages and the API say of a lab and of an attempt: nothing a learner may not see yet."""

from __future__ import annotations

from typing import Any

from dashboard.runs.status import in_language
from labs.grading import Objective
from labs.guided.models import Attempt, Submission
from labs.guided.prose import facts, figures_filled, html
from labs.scenarios.models import Version
from simulator.text import Language


def lab(version: Version, language: Language) -> dict[str, Any]:
    """A lab as its briefing tells it; answers and hints stay here."""
    content = version.content
    texts, definition = content.texts[language], content.definition
    return {
        "slug": version.scenario.slug,
        "version": version.number,
        "title": texts.title,
        "summary": texts.summary,
        "briefing": html(texts.briefing),
        "steps": [{"title": step.title, "text": html(step.text)} for step in texts.steps],
        "minutes": definition.minutes,
        "teaches": list(definition.teaches),
        "stage": definition.stage,
        "duration": definition.duration or 0,
        "seeds": len(definition.seeds),
        "objectives": [objective(one, language) for one in definition.judged],
        "locked": list(definition.locked),
        "palette": None if definition.palette is None else list(definition.palette),
    }


def objective(one: Objective, language: Language) -> dict[str, Any]:
    """since, until: the seconds that count, where there are such; None: from the beginning, to the end."""
    return {
        "since": getattr(one.check, "since", 0) or None,
        "until": getattr(one.check, "until", None),
        "id": one.id,
        "title": one.title.text.get(language),
        "missed": one.missed.text.get(language),
        "must": one.must,
    }


def attempt(found: Attempt, language: Language) -> dict[str, Any]:
    """The learner's way so far: what they answered and opened, with what that entitles them to see."""
    definition = found.version.content.definition
    latest = found.submissions.first()
    return {
        "id": str(found.pk),
        "slug": found.version.scenario.slug,
        "document": str(found.document_id) if found.document_id else None,
        "step": found.step,
        "best_stars": found.best_stars,
        "best_points": found.best_points,
        "submission": {"id": str(latest.pk), "state": latest.state} if latest else None,
        "predictions": predictions(found.version, found, language),
        "hints": [
            {
                "title": hint.title.text.get(language),
                "cost": hint.cost,
                "text": hint.text.text.get(language) if number < found.hints else None,
            }
            for number, hint in enumerate(definition.hints)
        ],
    }


def predictions(version: Version, found: Attempt | None, language: Language) -> list[dict[str, Any]]:
    """The questions of a lab, with what was answered; the right answers stay here."""
    answered = found.predictions if found else {}
    return [
        {
            "id": one.id,
            "question": one.question.text.get(language),
            "options": [{"id": o.id, "text": o.text.text.get(language)} for o in one.options],
            "chosen": answered.get(one.id),
        }
        for one in version.content.definition.predictions
    ]


def submission(found: Submission, language: Language) -> dict[str, Any]:
    """How far grading is and, when it is done, what came of it."""
    trials = list(found.trials.values_list("done", flat=True))
    answer: dict[str, Any] = {
        "id": str(found.pk),
        "state": found.state,
        "trials": len(trials),
        "trials_done": sum(trials),
        "created_at": found.created_at,
        "stars": found.stars,
        "points": found.points,
        "hints": found.hints,
        "results": None,
        "facts": None,
        "debrief": None,
        "predictions": None,
    }
    if found.results is not None:
        version = found.attempt.version
        content = version.content
        answer["results"] = found.results | {
            "problems": [in_language(p, language) for p in found.results["problems"]]
        }
        if content.definition.has_world:
            answer["facts"] = facts(found.results["figures"], language)
        answer["debrief"] = html(
            figures_filled(content.texts[language].debrief, found.results["figures"], language)
        )
        answer["predictions"] = [
            {
                "question": one.question.text.get(language),
                "chosen": found.attempt.predictions.get(one.id),
                "answer": one.answer,
                "options": [{"id": o.id, "text": o.text.text.get(language)} for o in one.options],
                "because": one.because.text.get(language),
            }
            for one in content.definition.predictions
        ]
    return answer
