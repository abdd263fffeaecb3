"""The editor in the admin: a scenario written as forms, kept as files."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from labs.authoring import actions
from labs.scenarios.content import CONTENT, parse_scenario, read_files, slugs
from labs.scenarios.models import Status, Version
from simulator.document import reading
from tests.labs.scenarios.forms import WORDS, Editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(author: Any, browser_of: Any) -> Editor:
    """A blank scenario, open in the editor."""
    return Editor(browser_of(author), actions.do_begin_scenario("first-outage", author))


@pytest.fixture
def full(editor: Editor) -> Editor:
    """The same with everything written."""
    editor.fill(**WORDS)
    editor.press()
    return editor


def definition(editor: Editor) -> Any:
    return reading.read(editor.version.files["scenario.yaml"])


def in_any_order(value: Any) -> Any:
    """What is ticked has no order of its own: the form sends it in the document's."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        return {key: in_any_order(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        words = bool(value) and all(isinstance(one, str) for one in value)
        return set(value) if words else [in_any_order(one) for one in value]
    return value


def test_a_new_scenario_lacks_only_what_its_author_can_say(editor):
    assert "Still to be written." in editor.text
    for place in ("d.duration", "d.seeds", "d.objectives.0.check.value", "f.start.source", "w.0.source"):
        assert not editor.mistakes_at(place), place
    editor.fill(**WORDS)
    editor.press()
    content = editor.version.content
    assert content.texts["ko"].title == "한 대로는 부족해요"
    assert "Everything is there." in editor.text


@pytest.mark.parametrize("slug", slugs(CONTENT))
def test_what_we_ship_goes_through_the_form_unchanged(slug, author, browser_of):
    files = read_files(CONTENT / slug)
    editor = Editor(browser_of(author), actions.do_bring_in("a-copy", files, author))
    editor.press()
    kept = editor.version.content
    shipped = parse_scenario(slug, files)
    assert in_any_order(kept.definition) == in_any_order(shipped.definition)
    assert kept.texts == shipped.texts
    assert (kept.start, kept.solution, kept.alternative, kept.wrong) == (
        shipped.start,
        shipped.solution,
        shipped.alternative,
        shipped.wrong,
    )


def test_rows_are_added_and_taken_out_by_buttons_alone(full):
    answer = full.press("add d.objectives")
    assert answer.url.endswith("#x-d-objectives-1")
    assert [one["id"] for one in definition(full)["objectives"]] == ["served", "objective-1"]
    full.fill(d__objectives__1__id="cheap", d__objectives__1__weight="2")
    full.press("up d.objectives.1")
    assert [one["id"] for one in definition(full)["objectives"]] == ["cheap", "served"]
    full.press("remove d.objectives.0")
    assert [one["id"] for one in definition(full)["objectives"]] == ["served"]


def test_a_button_keeps_what_was_typed_elsewhere(full):
    full.fill(d__minutes="25", t__briefing__en="Something *new*.\n\nWith a second paragraph.")
    full.press("add d.hints", htmx=True)
    assert definition(full)["minutes"] == 25
    assert full.version.files["en.md"].count("With a second paragraph.") == 1
    assert "autofocus" in full.text


def test_a_number_that_is_none_stays_and_is_objected_to_at_its_field(full):
    full.fill(d__objectives__0__check__value="a lot")
    full.press()
    assert full.values["d.objectives.0.check.value:n"] == ["a lot"]
    assert "a lot" in full.mistakes_at("d.objectives.0.check.value")[0]
    full.fill(d__objectives__0__check__value="0.9")
    full.press()
    assert not full.mistakes_at("d.objectives.0.check.value")


def test_mistakes_are_told_in_the_authors_language(full):
    full.client.cookies["django_language"] = "ko"
    full.fill(d__minutes="", d__hints__0__title__ko="", d__objectives__0__check__since="500")
    full.press()
    assert full.mistakes_at("d.minutes") == ["아직 고르거나 채우지 않았어요."]
    assert full.mistakes_at("d.hints.0.title.ko") == ["아직 쓰지 않았어요."]
    assert "끝 시각이 시작 시각보다 빨라요." in full.text
    assert "Still to be" not in full.text


def test_korean_that_is_english_is_not_complete(full):
    full.fill(t__briefing__ko="To be translated.")
    full.press()
    assert full.mistakes_at("t.briefing.ko") == ["This is not written in Korean yet."]


def test_the_metrics_offered_are_those_of_what_is_measured(full):
    full.fill(d__objectives__0__check__of="resource WebGroup")
    full.press("show d.objectives.0.check.of", htmx=True)
    assert 'value="GroupInServiceInstances"' in full.text
    assert 'value="HitRatio"' not in full.text
    full.fill(d__objectives__0__check__metric="GroupInServiceInstances", d__objectives__0__check__value="2")
    full.press()
    check = definition(full)["objectives"][0]["check"]
    assert (check["resource"], check["metric"]) == ("WebGroup", "GroupInServiceInstances")
    assert not full.mistakes_at("d.objectives.0.check.metric")


def test_conditions_stand_within_conditions(full):
    full.fill(d__objectives__0__check__kind="all")
    full.press("show d.objectives.0.check.kind")
    full.press("add d.objectives.0.check.checks")
    full.press("add d.objectives.0.check.checks")
    full.fill(d__objectives__0__check__checks__1__kind="property")
    full.press("show d.objectives.0.check.checks.1.kind")
    full.fill(
        d__objectives__0__check__checks__1__of="resource WebGroup",
        d__objectives__0__check__checks__1__path="MinSize",
        d__objectives__0__check__checks__1__value="2",
    )
    full.press()
    check = definition(full)["objectives"][0]["check"]
    assert check["kind"] == "all"
    assert check["checks"][1] == {
        "kind": "property",
        "resource": "WebGroup",
        "path": ["MinSize"],
        "is": "at_least",
        "value": 2,
    }
    assert full.version.content.definition.objectives[0].check.kind == "all"


def test_an_event_is_put_together_from_what_the_start_has(full):
    full.press("add d.script")
    full.fill(d__script__0__at="200", d__script__0__command__resource="WebGroup")
    full.press("show d.script.0.command.resource")
    assert 'value="terminate_instance"' in full.text and 'value="zone_outage"' not in full.text
    full.fill(d__script__0__command__fault="terminate_instance")
    full.press("show d.script.0.command.fault")
    full.fill(d__script__0__command__parameters__Count="1")
    full.press()
    assert definition(full)["script"] == [
        {
            "at": 200,
            "command": {
                "kind": "fault",
                "resource": "WebGroup",
                "fault": "terminate_instance",
                "parameters": {"Count": 1},
            },
        }
    ]
    assert full.version.content.definition.timed.events[0].at == 200


def test_a_document_is_pasted_or_uploaded(full):
    source = "Base: start.yaml\nResources:\n  WebGroup:\n    Properties: {MinSize: 5, DesiredCapacity: 5, MaxSize: 5}\n"
    full.press(f__solution__source=source)
    assert full.version.files["solution.yaml"] == source
    full.fill(f__start__source="Resources: [")
    full.press()
    assert full.mistakes_at("f.start.source")
    assert full.values["f.start.source:t"] == ["Resources: [\n"]


def test_a_document_is_drawn_on_the_workbench_and_taken_over(full, author):
    from dashboard.architectures import actions as architectures
    from labs.authoring.models import Board

    full.press("board solution.yaml")
    board = Board.objects.get()
    assert f"/workbench/{board.document_id}/" in full.text
    content = architectures.newest(board.document).content.as_json()
    content["Resources"]["WebGroup"]["Properties"]["MinSize"] = 3
    architectures.do_save(board.document, content, 1)
    full.open()
    assert "has changes that are not in this version yet" in full.text
    full.press("take solution.yaml")
    assert "Base: start.yaml" in full.version.files["solution.yaml"]
    group = full.version.content.solution.as_json()["Resources"]["WebGroup"]["Properties"]
    assert (group["MinSize"], group["MaxSize"]) == (3, 4)
    full.press("close solution.yaml")
    assert not Board.objects.exists()


def test_two_people_do_not_overwrite_each_other_unknowingly(full, administrator, browser_of):
    other = Editor(browser_of(administrator), full.version)
    other.fill(t__title__en="Theirs")
    other.press()
    full.fill(t__title__en="Mine")
    answer = full.press()
    assert answer.status_code == 409
    assert full.version.title_en == "Theirs"
    assert full.values["t.title.en:s"] == ["Mine"]
    full.press()
    assert full.version.title_en == "Mine"


def test_published_versions_are_read_only(full, author):
    Version.objects.filter(pk=full.pk).update(status=Status.PUBLISHED)
    before = full.version.files
    full.fill(t__title__en="Changed")
    full.press()
    assert full.version.files == before
    assert "stays as it is" in full.text
    full.client.post(reverse("admin:authoring_new_version", args=[full.version.scenario_id]))
    draft = full.version.scenario.versions.order_by("-number").first()
    assert (draft.number, draft.status, draft.title_en) == (2, Status.DRAFT, "One is too few")


def test_what_comes_with_the_release_is_not_changed_but_copied(labs, author, browser_of):
    client = browser_of(author)
    shipped = labs["zone-outage"]
    client.post(reverse("admin:authoring_new_version", args=[shipped.scenario_id]))
    assert shipped.scenario.versions.count() == 1
    client.post(reverse("admin:authoring_retire", args=[shipped.pk]))
    shipped.refresh_from_db()
    assert shipped.status == Status.PUBLISHED
    client.post(reverse("admin:scenarios_scenario_add"), {"slug": "my-outage", "source": str(shipped.pk)})
    copy = Version.objects.get(scenario__slug="my-outage")
    assert (copy.status, copy.title_en) == (Status.DRAFT, shipped.title_en)


@pytest.mark.parametrize("slug", ["", "Has Capitals", "../up", "zone-outage"])
def test_a_name_is_well_formed_and_free(slug, labs, author, browser_of):
    answer = browser_of(author).post(reverse("admin:scenarios_scenario_add"), {"slug": slug})
    assert answer.status_code == 422
    assert not Version.objects.filter(author=author).exists()


def test_the_list_shows_title_path_versions_and_status(labs, full):
    text = full.client.get(reverse("admin:scenarios_scenario_changelist")).content.decode()
    assert "One is too few" in text and labs["zone-outage"].title_en in text
    assert "Draft" in text and "Published" in text and "Scaling" in text


def test_a_draft_is_discarded_whole(full):
    full.press("board start.yaml")
    full.client.post(reverse("admin:authoring_discard", args=[full.pk]))
    assert not Version.objects.filter(pk=full.pk).exists()
