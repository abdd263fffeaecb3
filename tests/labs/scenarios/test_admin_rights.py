"""Who may do what with scenarios: authors and administrators everything, nobody else anything."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dashboard.accounts.models import Role, User
from dashboard.accounts.roles import do_assign_role
from labs.authoring import actions
from labs.authoring.models import ProofRun
from labs.scenarios.models import Version
from tests.labs.scenarios.forms import Editor

pytestmark = pytest.mark.django_db

READS = ["authoring_edit", "authoring_proof", "authoring_progress", "authoring_export"]
WRITES = ["authoring_edit", "authoring_proof", "authoring_publish", "authoring_retire", "authoring_discard"]
OUTSIDERS = ["student", "other_student", "instructor", "stranger", "clerk"]


@pytest.fixture
def draft(administrator: Any, wishes: list[int]) -> Version:
    return actions.do_begin_scenario("secret-plans", administrator)


@pytest.fixture
def outsider(request: pytest.FixtureRequest, browser_of: Any) -> Any:
    """Somebody of the cast who is no author; the clerk may enter the admin site, but has no rights there."""
    if request.param == "stranger":
        return browser_of()
    if request.param == "clerk":
        return browser_of(User.objects.create_user("clerk", password="correct horse", is_staff=True))
    return browser_of(request.getfixturevalue(request.param))


def refused(answer: Any) -> bool:
    """Forbidden, not there, or led to the log-in."""
    return answer.status_code in (403, 404) or (answer.status_code == 302 and "/login/" in answer.url)


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_nobody_else_reads_scenarios_by_any_page(outsider, draft):
    urls = [reverse(f"admin:{name}", args=[draft.pk]) for name in READS]
    urls += [reverse("admin:scenarios_scenario_change", args=[draft.scenario_id])]
    urls += [reverse(f"admin:{name}") for name in ("scenarios_scenario_changelist", "scenarios_scenario_add")]
    urls += [reverse("admin:authoring_import")]
    urls += [reverse(name, args=[draft.pk]) for name in ("preview", "preview-play")]
    for url in urls:
        answer = outsider.get(url)
        assert refused(answer), (url, answer.status_code)
        assert b"secret-plans" not in answer.content or b"login" in answer.content, url


@pytest.mark.parametrize("outsider", OUTSIDERS, indirect=True)
def test_nobody_else_writes_scenarios_by_any_post(outsider, draft):
    before = Version.objects.values().get()
    data = {"base": draft.hash, "action": "save", "t.title.en:s": "Theirs", "slug": "theirs"}
    urls = [reverse(f"admin:{name}", args=[draft.pk]) for name in WRITES]
    urls += [reverse("admin:authoring_new_version", args=[draft.scenario_id])]
    urls += [reverse("admin:scenarios_scenario_add"), reverse("admin:authoring_import")]
    urls += [reverse("preview", args=[draft.pk])]
    for url in urls:
        assert refused(outsider.post(url, data)), url
    assert Version.objects.values().get() == before
    assert not ProofRun.objects.exists()


def test_authors_edit_scenarios_and_nothing_else(author, draft, browser_of):
    client = browser_of(author)
    assert Editor(client, draft).text
    listed = client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:scenarios_scenario_changelist") in listed
    for name in ("accounts_user", "architectures_document", "runs_run", "auth_group"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403, name
    person = reverse("admin:accounts_user_change", args=[author.pk])
    assert client.post(person, {"role": "administrator"}).status_code == 403


def test_a_board_is_its_authors_alone(author, administrator, draft, browser_of, student):
    board = actions.do_open_board(draft, "start.yaml", author)
    url = reverse("workbench", args=[board.document_id])
    assert browser_of(author).get(url).status_code == 200
    assert browser_of(student).get(url).status_code == 404
    assert str(board.document_id) not in Editor(browser_of(administrator), draft).text


@pytest.mark.parametrize(
    ("role", "staff", "edits"),
    [
        ("learner", False, False),
        ("instructor", False, False),
        ("author", True, True),
        ("administrator", True, True),
    ],
)
def test_choosing_a_role_gives_the_rights_that_go_with_it(
    role, staff, edits, student, administrator, browser_of
):
    client = browser_of(administrator)
    url = reverse("admin:accounts_user_change", args=[student.pk])
    do_assign_role(student, Role.INSTRUCTOR if role == "learner" else Role.LEARNER)
    form = client.get(url).context["adminform"].form
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        if bound.name in ("last_login", "date_joined"):
            data |= {
                f"{bound.name}_0": value.strftime("%Y-%m-%d"),
                f"{bound.name}_1": value.strftime("%H:%M:%S"),
            }
        else:
            data[bound.name] = value
    answer = client.post(url, data | {"role": role})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    person = User.objects.get(pk=student.pk)
    assert (person.role, person.is_staff) == (role, staff)
    assert [group.name for group in person.groups.all()] == [role]
    assert person.has_perm("scenarios.change_version") is edits
    assert person.has_perm("accounts.change_user") is (role == "administrator")


def test_losing_a_role_takes_its_rights(student):
    do_assign_role(student, Role.AUTHOR)
    do_assign_role(student, Role.LEARNER)
    person = User.objects.get(pk=student.pk)
    assert not person.is_staff and not person.has_perm("scenarios.change_version")
