"""Every mistake in a lab's files is shown with its file, its line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from labs.scenarios.content import CONTENT, BrokenContent, merged, read_scenario, slugs
from labs.scenarios.texts import MalformedTexts, parse_texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "lab"
    shutil.copytree(CONTENT / "zone-outage", copy)
    return copy


def edit(file: Path, old: str, new: str) -> int:
    """Replace the first occurrence; returns its line."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def mistakes(folder: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BrokenContent) as broken:
        read_scenario(folder)
    return [(mistake.file, mistake.line, mistake.problem.code) for mistake in broken.value.mistakes]


@pytest.mark.parametrize("slug", slugs())
def test_every_lab_we_ship_can_be_read(slug):
    scenario = read_scenario(CONTENT / slug)
    assert scenario.definition.timed.duration == scenario.definition.duration
    assert {len(text.steps) for text in scenario.texts.values()} == {len(scenario.texts["en"].steps)}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("minutes: 12", "minutes: soon", "WrongType"),
        ("minutes: 12", "minuets: 12", "UnknownField"),
        ("since: 600", "since: 6000", "Contradiction"),
        ("metric: GroupInServiceInstances", "metric: GroupInServce", "BrokenScenario"),
        ("resource: SubnetA, duration", "resource: SubnetZ, duration", "BrokenScenario"),
        ("fault: zone_outage", "fault: earthquake", "UnknownChoice"),
        ("more-in-one-zone: [served]", "more-in-no-zone: [served]", "BrokenScenario"),
        ("locked: [SeoulViewers", "locked: [SeoulPeople", "BrokenScenario"),
        ("{revert: [WebGroup]", "{revert: [WebGrp]", "BrokenScenario"),
    ],
)
def test_a_mistake_in_the_definition_is_located(folder, old, new, code):
    line = edit(folder / "scenario.yaml", old, new)
    found = mistakes(folder)
    assert ("scenario.yaml", code) in [(file, which) for file, _, which in found]
    # The mapping a check stands in may begin a line above it; a list of files is named at its key.
    assert any(line - 3 <= (where or 0) <= line for file, where, which in found if which == code)


def test_an_objective_the_proof_names_must_exist(folder):
    edit(folder / "scenario.yaml", "untouched: [served]", "untouched: [saved]")
    assert mistakes(folder)[0][2] == "Contradiction"


def test_all_mistakes_are_shown_at_once(folder):
    edit(folder / "scenario.yaml", "minutes: 12", "minutes: 0")
    edit(folder / "ko.md", "## 단계", "## 계단")
    (folder / "alternative.yaml").unlink()
    assert {file for file, _, _ in mistakes(folder)} == {"scenario.yaml", "ko.md", "alternative.yaml"}


def test_a_document_that_is_not_yaml_is_named(folder):
    (folder / "wrong" / "more-in-one-zone.yaml").write_text("Base: [start.yaml\n")
    assert ("wrong/more-in-one-zone.yaml", None, "MalformedDocument") in mistakes(folder)


def test_a_problem_of_the_start_document_is_located(folder):
    line = edit(folder / "start.yaml", "MaxSize: 4", "MaxSize: 0")
    found = mistakes(folder)
    assert any(file == "start.yaml" and abs((where or 0) - line) <= 2 for file, where, _ in found)


def test_a_wrong_design_can_run(folder):
    (folder / "wrong" / "more-in-one-zone.yaml").write_text(
        "Base: start.yaml\nResources: {WebGroup: {Properties: {MaxSize: 0}}}\n"
    )
    found = mistakes(folder)
    assert {file for file, _, _ in found} == {"wrong/more-in-one-zone.yaml"}


def test_the_languages_have_the_same_steps(folder):
    text = (folder / "ko.md").read_text().replace("## 돌아보기", "### 하나 더\nx\n\n## 돌아보기")
    (folder / "ko.md").write_text(text)
    assert mistakes(folder) == [("ko.md", None, "BrokenScenario")]


def test_a_base_lies_in_the_folder(folder):
    edit(folder / "solution.yaml", "Base: start.yaml", "Base: ../../../../etc/passwd")
    assert ("solution.yaml", None, "NoFile") in mistakes(folder)


def test_merge_patches_follow_their_standard():
    base = {"a": {"b": 1, "c": 2}, "l": [1, 2]}
    assert merged(base, {"a": {"b": None, "d": 3}, "l": [9], "n": {"x": None}}) == {
        "a": {"c": 2, "d": 3},
        "l": [9],
        "n": {},
    }
    assert base == {"a": {"b": 1, "c": 2}, "l": [1, 2]}


def test_the_hash_changes_with_any_file(folder):
    before = read_scenario(folder).hash
    edit(folder / "ko.md", "# ", "#  ")
    assert read_scenario(folder).hash != before


TEXT = """# Title
One
sentence.

## Briefing
B

## Steps
### One
first
### Two
- a
- b

## Debrief
{{goodput}}
"""


def test_texts_have_parts_and_steps():
    texts = parse_texts(TEXT, "en")
    assert (texts.title, texts.summary, texts.briefing) == ("Title", "One sentence.", "B")
    assert [(step.title, step.text) for step in texts.steps] == [("One", "first"), ("Two", "- a\n- b")]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("## Debrief", "## Epilogue", 15), ("{{goodput}}", "{{fame}}", 16), ("# Title", "Title", 1)],
)
def test_a_mistake_in_the_texts_has_a_line(old, new, line):
    with pytest.raises(MalformedTexts) as error:
        parse_texts(TEXT.replace(old, new, 1), "en")
    assert error.value.line == line


# --- labs about policies -----------------------------------------------------------------------------------


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    copy = tmp_path / "policies"
    shutil.copytree(CONTENT / "explicit-deny-wins", copy)
    return copy


def test_a_lab_about_policies_needs_neither_time_nor_seeds(policies):
    definition = read_scenario(policies).definition
    assert (definition.stage, definition.duration, definition.script) == ("policies", None, ())
    assert len(definition.seeds) == 1


@pytest.mark.parametrize("line", ["duration: 600", "seeds: [1, 2, 3, 4, 5]", "budget: {usd_per_hour: 2.0}"])
def test_a_lab_about_policies_has_nothing_of_a_run(policies, line):
    edit(policies / "scenario.yaml", "minutes: 8\n", f"minutes: 8\n{line}\n")
    assert ("scenario.yaml", 6, "Contradiction") in mistakes(policies)


def test_a_lab_with_a_world_still_needs_both(folder):
    edit(folder / "scenario.yaml", "duration: 1500\n", "")
    edit(folder / "scenario.yaml", "seeds: [11, 12, 13, 14, 15]\n", "seeds: [11, 12]\n")
    found = {(problem[0], problem[2]) for problem in mistakes(folder)}
    assert found == {("scenario.yaml", "MissingField"), ("scenario.yaml", "OutOfRange")}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("principal: {resource: Mina}", "principal: {resource: Minna}", "BrokenScenario"),
        ("resource: {resource: Photos,", "resource: {resource: Fotos,", "BrokenScenario"),
        ("outcome: allowed", "outcome: permitted", "Contradiction"),
        ('action: "s3:GetObject"', 'action: "s3:Get*"', "InvalidValue"),
        ("stage: policies", "stage: politics", "UnknownChoice"),
    ],
)
def test_a_mistake_in_a_request_is_located(policies, old, new, code):
    line = edit(policies / "scenario.yaml", old, new)
    found = [(file, where) for file, where, which in mistakes(policies) if which == code]
    assert any(file == "scenario.yaml" and abs((where or 0) - line) <= 1 for file, where in found)


def test_a_lab_about_policies_cannot_ask_what_a_run_did(policies):
    old = '{kind: decision, request: {principal: {resource: Mina}, action: "s3:GetObject", resource: '
    text = (policies / "scenario.yaml").read_text()
    start = text.index(old)
    rest = text[text.index("\n", start) :]
    metric = "{kind: metric, metric: goodput, is: at_least, value: 0.9}"
    (policies / "scenario.yaml").write_text(text[:start] + metric + rest)
    assert ("scenario.yaml", text[:start].count("\n") + 1, "BrokenScenario") in mistakes(policies)
