"""Labs are won by what they teach, and by nothing else. One seed of each here; `make prove` runs them all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from labs.scenarios.content import CONTENT, read_scenario, slugs
from labs.scenarios.proof import grade, variants
from labs.scenarios.proofs import prove_folder
from simulator.document import parse_document


@pytest.mark.parametrize("slug", slugs())
def test_a_lab_is_won_by_its_solutions_only(slug):
    proof = prove_folder(CONTENT / slug, seeds=1)
    assert [row.variant for row in proof.rows if not row.holds] == []
    names = [row.variant for row in proof.rows]
    assert len(set(names)) == len(names)
    assert names[:4] == ["solution", "alternative", "empty", "untouched"]
    assert any(name.startswith("wrong/") for name in names)
    assert any(name.startswith("without ") for name in names)


def test_a_proof_notices_a_solution_that_does_not_solve(tmp_path: Path):
    lab = tmp_path / "lab"
    shutil.copytree(CONTENT / "zone-outage", lab)
    (lab / "solution.yaml").write_text((lab / "wrong" / "more-in-one-zone.yaml").read_text())
    rows = {row.variant: row for row in prove_folder(lab, seeds=1).rows}
    assert not rows["solution"].holds
    assert rows["alternative"].holds


def test_a_proof_notices_an_objective_that_anybody_meets(tmp_path: Path):
    lab = tmp_path / "lab"
    shutil.copytree(CONTENT / "zone-outage", lab)
    text = (lab / "scenario.yaml").read_text()
    (lab / "scenario.yaml").write_text(text.replace("is: at_least, value: 0.97", "is: at_least, value: 0"))
    rows = {row.variant: row for row in prove_folder(lab, seeds=1).rows}
    assert rows["solution"].holds
    assert not rows["wrong/more-in-one-zone"].holds


def test_what_was_proved_is_remembered_until_something_changes(tmp_path: Path):
    lab, memory = tmp_path / "lab", tmp_path / "memory"
    shutil.copytree(CONTENT / "zone-outage", lab)
    text = (lab / "scenario.yaml").read_text()
    first = prove_folder(lab, seeds=1, memory=memory)
    again = prove_folder(lab, seeds=1, memory=memory)
    assert (first.remembered, again.remembered) == (False, True)
    assert again.rows == first.rows
    (lab / "scenario.yaml").write_text(text + "# a comment\n")
    assert not prove_folder(lab, seeds=1, memory=memory).remembered


def test_a_document_that_cannot_run_fails_everything():
    scenario = read_scenario(CONTENT / "zone-outage")
    raw = scenario.solution.as_json()
    raw["Resources"]["WebGroup"]["Properties"]["MaxSize"] = -1
    definition = scenario.definition
    graded = grade(parse_document(raw), definition.timed, definition.judged, 1)
    assert not graded.passed
    assert graded.problems
    assert graded.failed() == {objective.id for objective in definition.judged}


def test_the_same_seed_gives_the_same_grade():
    scenario = read_scenario(CONTENT / "zone-outage")
    definition = scenario.definition
    one, two = (
        grade(scenario.solution, definition.timed, definition.judged, definition.seeds[0]) for _ in range(2)
    )
    assert [r.as_json() for r in one.results] == [r.as_json() for r in two.results]


def test_the_solution_without_what_is_taught_is_the_solution_otherwise():
    scenario = read_scenario(CONTENT / "zone-outage")
    stripped = next(v for v in variants(scenario) if v.name.startswith("without "))
    assert stripped.document.hash == scenario.start.hash  # it changes nothing but the group
