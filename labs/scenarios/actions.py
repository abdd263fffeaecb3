"""What is done to scenarios: keep, prove, publish, retire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone

from dashboard.accounts.models import User
from labs.scenarios.content import CONTENT, BrokenContent, hash_of, parse_scenario, read_files, slugs
from labs.scenarios.models import Scenario, Status, Version
from labs.scenarios.proofs import Proof
from labs.scenarios.texts import incomplete
from simulator.problems import InvalidInput, Problem
from simulator.text import Language, Text

_NOT_PROVED = Text("This version is not proved.", "아직 검증하지 않은 버전이에요.")
_NOT_PROVED_HINT = Text(
    "Run the proof. Only what is won by its solutions, and by nothing else, can be published.",
    "검증을 실행하세요. 정답으로만 통과하고 다른 방법으로는 통과하지 못해야 게시할 수 있어요.",
)
_NOT_COMPLETE_HINT = Text(
    "Open the version; each mistake is shown at its place.", "버전을 열면 어디가 잘못됐는지 볼 수 있어요."
)
_LANGUAGE_NAMES: Mapping[Language, Text] = {"en": Text("English", "영어"), "ko": Text("Korean", "한국어")}
_NOT_PUBLISHED = Text("This version is not published.", "게시된 버전이 아니에요.")


@transaction.atomic
def do_store(
    slug: str, files: Mapping[str, str], author: User | None = None, *, shipped: bool = False
) -> Version:
    """Keep the files as a draft: the newest draft is replaced, a published version never is.

    A draft may have mistakes; what can be read of it is copied for lists.
    """
    scenario, _ = Scenario.objects.select_for_update().get_or_create(slug=slug, defaults={"shipped": shipped})
    digest = hash_of(files)
    newest = scenario.versions.order_by("-number").first()
    if newest is not None and newest.hash == digest:
        return newest
    if newest is None or newest.status in (Status.PUBLISHED, Status.RETIRED):
        newest = Version(scenario=scenario, number=(newest.number if newest else 0) + 1)
    newest.files, newest.hash, newest.author = dict(files), digest, author
    newest.status, newest.proof = Status.DRAFT, None
    for name, value in _shown(slug, files).items():
        setattr(newest, name, value)
    newest.save()
    return newest


def _shown(slug: str, files: Mapping[str, str]) -> dict[str, Any]:
    """What lists show of a version; empty where it cannot be read."""
    try:
        content = parse_scenario(slug, files)
    except BrokenContent:
        return {"title_en": slug}
    texts, definition = content.texts, content.definition
    return {
        "title_en": texts["en"].title[:200],
        "title_ko": texts["ko"].title[:200],
        "summary_en": texts["en"].summary[:500],
        "summary_ko": texts["ko"].summary[:500],
        "path": definition.path,
        "order": definition.order,
        "minutes": definition.minutes,
        "teaches": list(definition.teaches),
    }


def do_record_proof(version: Version, proof: Proof) -> bool:
    """Keep a proof with the version it is of; False when the version has changed meanwhile."""
    status = Status.PROVED if proof.holds else Status.DRAFT
    return (
        Version.objects.filter(
            pk=version.pk, hash=version.hash, status__in=(Status.DRAFT, Status.PROVED)
        ).update(
            status=status,
            proof={
                "hash": proof.hash,
                "holds": proof.holds,
                "at": timezone.now().isoformat(),
                "rows": [asdict(row) for row in proof.rows],
            },
        )
        == 1
    )


@transaction.atomic
def do_publish(version: Version) -> Version:
    """Make a proved version the one that learners get; the one before is retired. Raises InvalidInput."""
    version = Version.objects.select_for_update().select_related("scenario").get(pk=version.pk)
    if version.status == Status.PUBLISHED:
        return version
    if problems := list(missing(version)):
        raise InvalidInput(problems)
    Version.objects.filter(scenario=version.scenario, status=Status.PUBLISHED).update(status=Status.RETIRED)
    version.status, version.published_at = Status.PUBLISHED, timezone.now()
    version.save(update_fields=["status", "published_at"])
    return version


def incompleteness(version: Version) -> Iterator[Problem]:
    """What keeps a version from being a whole lab in both languages."""
    try:
        content = version.content
    except BrokenContent as broken:
        count = len(broken.mistakes)
        message = Text.filled(
            f"Something is missing or wrong in {count} places.",
            f"빠지거나 잘못된 곳이 {count}군데 있어요.",
        )
        yield Problem("NotComplete", (), message, _NOT_COMPLETE_HINT)
    else:
        for language, names in _LANGUAGE_NAMES.items():
            count = sum(of == language for of, _ in incomplete(content.texts))
            if count:
                message = Text.filled(
                    f"Texts not yet written in {names.en}: {count}.",
                    f"아직 쓰지 않은 {names.ko} 글: {count}개",
                )
                yield Problem("NotWritten", (), message, _NOT_COMPLETE_HINT)


def missing(version: Version) -> Iterator[Problem]:
    """What keeps a version from being published."""
    yield from incompleteness(version)
    if version.status != Status.PROVED:
        yield Problem("NotProved", (), _NOT_PROVED, _NOT_PROVED_HINT)


@transaction.atomic
def do_retire(version: Version) -> Version:
    """Take a published version out of the catalogue. Who began it goes on with it. Raises InvalidInput."""
    if Version.objects.filter(pk=version.pk, status=Status.PUBLISHED).update(status=Status.RETIRED) != 1:
        raise InvalidInput([Problem("NotPublished", (), _NOT_PUBLISHED, _NOT_PROVED_HINT)])
    version.status = Status.RETIRED
    return version


@transaction.atomic
def do_load_shipped() -> list[Version]:
    """Publish the labs that come with this release, as they are in labs/content.

    Their proof is part of the release's tests. A changed lab becomes a new version: who began the old one goes on
    with it. Raises BrokenContent.
    """
    versions = []
    for slug in slugs(CONTENT):
        files = read_files(CONTENT / slug)
        parse_scenario(slug, files)
        version = do_store(slug, files, shipped=True)
        if version.status != Status.PUBLISHED:
            Version.objects.filter(pk=version.pk).update(status=Status.PROVED)
            version = do_publish(version)
        versions.append(version)
    return versions
