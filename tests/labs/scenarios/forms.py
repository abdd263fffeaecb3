"""Filling in the editor's form as a browser would, from the page it was given."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

from django.urls import reverse

from labs.scenarios.models import Version


class _Form(HTMLParser):
    """The names and values a browser would send for the form with this id."""

    def __init__(self, id: str) -> None:
        super().__init__()
        self.id, self.inside = id, False
        self.values: dict[str, list[str]] = {}
        self.select: str | None = None
        self.first: str | None = None
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.id
        if not self.inside:
            return
        if tag == "input" and given.get("type") not in ("file", "submit"):
            if given.get("type") != "checkbox" or "checked" in given:
                self.values.setdefault(given["name"], []).append(given.get("value", ""))
        elif tag == "textarea":
            self.area = (given["name"], [])
        elif tag == "select":
            self.select, self.first = given["name"], None
        elif tag == "option" and self.select is not None:
            if self.first is None:
                self.first = given.get("value", "")
            if "selected" in given:
                self.values[self.select] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.area is not None:
            name, text = self.area
            self.values[name] = ["".join(text).removeprefix("\n")]
            self.area = None
        elif tag == "select" and self.select is not None:
            self.values.setdefault(self.select, [self.first or ""])
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area[1].append(data)


class Editor:
    """The editor's page in a test client."""

    def __init__(self, client: Any, version: Version) -> None:
        self.client, self.pk = client, version.pk
        self.url = reverse("admin:authoring_edit", args=[version.pk])
        self.open()

    def open(self) -> str:
        answer = self.client.get(self.url)
        assert answer.status_code == 200, answer
        return self.read(answer)

    def read(self, answer: Any) -> str:
        self.text = answer.content.decode()
        form = _Form("editor")
        form.feed(self.text)
        self.values = form.values
        return self.text

    def fill(self, **values: Any) -> None:
        """`d__objectives__0__weight=3`; a list ticks boxes."""
        for key, value in values.items():
            place = key.replace("__", ".")
            name = next(name for name in self.values if name.rpartition(":")[0] == place)
            self.values[name] = ["", *value] if isinstance(value, list) else [str(value)]

    def press(self, action: str = "save", *, htmx: bool = False, **files: str) -> Any:
        data: dict[str, Any] = {**self.values, "action": action}
        for place, source in files.items():
            upload = io.BytesIO(source.encode())
            upload.name = "file.yaml"
            data["upload:" + place.replace("__", ".")] = upload
        headers = {"hx-request": "true"} if htmx else {}
        answer = self.client.post(self.url, data, headers=headers)
        if answer.status_code == 302:
            self.open()
        else:
            self.read(answer)
        return answer

    @property
    def version(self) -> Version:
        return Version.objects.select_related("scenario").get(pk=self.pk)

    def mistakes_at(self, place: str) -> list[str]:
        """What is said at a field."""
        id = "x-" + place.replace(".", "-") + "-bad"
        found = re.search(rf'id="{re.escape(id)}"[^>]*>(.*?)</(?:span|ul)>', self.text, re.DOTALL)
        return [found[1].strip()] if found else []


#: Everything that the blank scenario leaves to its author.
WORDS: dict[str, str] = {
    "t__title__en": "One is too few",
    "t__title__ko": "한 대로는 부족해요",
    "t__summary__en": "Two more instances carry three times the traffic.",
    "t__summary__ko": "인스턴스를 늘리면 늘어난 트래픽을 처리할 수 있어요.",
    "t__briefing__en": "Traffic grows sixfold after three minutes. Carry it.",
    "t__briefing__ko": "3분 뒤 트래픽이 여섯 배로 늘어요. 모두 처리하세요.",
    "t__steps__0__title__en": "Raise the capacity",
    "t__steps__0__title__ko": "용량 늘리기",
    "t__steps__0__text__en": "Select the group and raise its capacity.",
    "t__steps__0__text__ko": "그룹을 선택하고 용량을 늘리세요.",
    "t__debrief__en": "Viewers got {{goodput}}.",
    "t__debrief__ko": "요청의 {{goodput}}를 처리했어요.",
    "d__objectives__0__title__en": "Carry the traffic",
    "d__objectives__0__title__ko": "트래픽 처리하기",
    "d__predictions__0__question__en": "What does one instance do?",
    "d__predictions__0__question__ko": "한 대는 어떻게 될까요?",
    "d__predictions__0__options__0__text__en": "It falls behind",
    "d__predictions__0__options__0__text__ko": "밀려요",
    "d__predictions__0__options__1__text__en": "It keeps up",
    "d__predictions__0__options__1__text__ko": "따라가요",
    "d__predictions__0__because__en": "Its CPU is the limit.",
    "d__predictions__0__because__ko": "CPU가 한계예요.",
    "d__hints__0__title__en": "How much?",
    "d__hints__0__title__ko": "얼마나?",
    "d__hints__0__text__en": "Divide traffic by what one carries.",
    "d__hints__0__text__ko": "트래픽을 한 대의 처리량으로 나누세요.",
    "d__hints__1__title__en": "The whole answer",
    "d__hints__1__title__ko": "전체 답",
    "d__hints__1__text__en": "Capacity 4.",
    "d__hints__1__text__ko": "용량 4.",
}
