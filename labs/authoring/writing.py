"""Between a scenario's files and the tree the editor shows (see `tree`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from labs.authoring import yaml
from labs.authoring.tree import Path, Tree, items, mapping, text
from labs.scenarios.content import merged
from labs.scenarios.texts import HEADINGS
from simulator.text import LANGUAGES, Language

DOCUMENTS = ("start", "solution", "alternative")
#: Order of scenario.yaml's keys, as the documentation lists them.
_KEYS = (
    "version", "stage", "path", "order", "minutes", "teaches", "duration", "seeds", "script", "locked", "palette",
    "budget", "objectives", "predictions", "hints", "proof",
)  # fmt: skip
_WRONG_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\Z")

# --- files into a tree -------------------------------------------------------------------------------------


def tree_of_files(files: Mapping[str, str]) -> Tree:
    """What the editor shows of a version, however unfinished it is."""
    raw = mapping(yaml.read(files.get("scenario.yaml", "")))
    proof = mapping(raw.get("proof"))
    fails = mapping(proof.get("wrong"))
    palette = raw.get("palette")
    names = [name for name in fails if f"wrong/{name}.yaml" in files or isinstance(name, str)]
    names += [name for name in _wrong_files(files) if name not in fails]
    definition = {
        **raw,
        "stage": raw.get("stage", "world"),
        "palette": {"all": palette is None, "types": items(palette)},
        "budget": mapping(raw.get("budget")),
        "proof": {"untouched": items(proof.get("untouched")), "without": items(proof.get("without"))},
    }
    definition["script"] = [_event(one) for one in items(raw.get("script"))]
    definition["objectives"] = [
        {"must": True, "weight": 1, **mapping(one), "check": _check(mapping(one).get("check"))}
        for one in items(raw.get("objectives"))
    ]
    return {
        "d": definition,
        "t": _prose(files),
        "f": {name: {"source": files.get(f"{name}.yaml", "")} for name in DOCUMENTS},
        "w": [
            {"name": name, "fails": items(fails.get(name)), "source": files.get(f"wrong/{name}.yaml", "")}
            for name in names
        ],
    }


def _wrong_files(files: Mapping[str, str]) -> list[str]:
    return [
        name.removeprefix("wrong/").removesuffix(".yaml")
        for name in sorted(files)
        if name.startswith("wrong/")
    ]


def _check(raw: Any) -> Tree:
    """A check whose resource or type is one value: where it looks. A request to the policies is a kind of its own."""
    check = dict(mapping(raw))
    if check.get("kind") == "decision" and "request" in check:
        return {**check, "kind": "request", "request": _request(check["request"])}
    resource, type_ = check.pop("resource", None), check.pop("type", None)
    check["of"] = f"resource {resource}" if resource else f"type {type_}" if type_ else ""
    if "checks" in check:
        check["checks"] = [_check(one) for one in items(check["checks"])]
    return check


def _request(raw: Any) -> Tree:
    """A request whose principal and resource are each a resource of the document, or an ARN."""
    asked = dict(mapping(raw))
    for key in ("principal", "resource"):
        given = asked.pop(key, None)
        asked[key] = dict(given) if isinstance(given, dict) else {"arn": text(given)}
    return asked


def _event(raw: Any) -> Tree:
    return {**mapping(raw), "command": dict(mapping(mapping(raw).get("command")))}


def _prose(files: Mapping[str, str]) -> Tree:
    told = {language: _told(files.get(f"{language}.md", ""), language) for language in LANGUAGES}
    steps = max(len(told[language]["steps"]) for language in LANGUAGES)
    for one in told.values():
        one["steps"] += [{"title": "", "text": ""}] * (steps - len(one["steps"]))
    both = {
        key: {language: told[language][key] for language in LANGUAGES}
        for key in ("title", "summary", "briefing", "debrief")
    }
    return {
        **both,
        "steps": [
            {
                key: {language: told[language]["steps"][number][key] for language in LANGUAGES}
                for key in ("title", "text")
            }
            for number in range(steps)
        ],
    }


def _told(source: str, language: Language) -> dict[str, Any]:
    """What a text says so far; `texts.parse_texts` is the judge of it."""
    headings = {names[language]: key for key, names in HEADINGS.items()}
    told: dict[str, Any] = {"title": "", "steps": []}
    parts: dict[str, list[str]] = {"summary": [], "briefing": [], "steps": [], "debrief": []}
    part = "summary"
    for line in source.splitlines():
        if line.startswith("## ") and headings.get(line[3:].strip()):
            part = headings[line[3:].strip()]
        elif line.startswith("### ") and part == "steps":
            told["steps"].append({"title": line[4:].strip(), "text": ""})
        elif line.strip() == "###" and part == "steps":
            told["steps"].append({"title": "", "text": ""})
        elif line.startswith("# ") and not told["title"] and part == "summary":
            told["title"] = line[2:].strip()
        elif line.strip() == "#" and part == "summary":
            continue
        elif part == "steps" and told["steps"]:
            told["steps"][-1]["text"] += line + "\n"
        else:
            parts[part].append(line)
    for step in told["steps"]:
        step["text"] = step["text"].strip()
    for key in ("summary", "briefing", "debrief"):
        told[key] = "\n".join(parts[key]).strip()
    told["summary"] = " ".join(told["summary"].split())
    return told


# --- a tree into files -------------------------------------------------------------------------------------


def files_of_tree(tree: Tree) -> dict[str, str]:
    """The files a tree stands for."""
    files = {"scenario.yaml": yaml.dump(written(tree))}
    for language in LANGUAGES:
        files[f"{language}.md"] = prose_of(mapping(tree.get("t")), language)[0]
    for name in DOCUMENTS:
        files[f"{name}.yaml"] = _ended(text(mapping(mapping(tree.get("f")).get(name)).get("source")))
    for number, one in enumerate(items(tree.get("w"))):
        files[f"wrong/{wrong_name(one, number)}.yaml"] = _ended(text(one.get("source")))
    return files


def wrong_name(one: Tree, number: int) -> str:
    """The name of a wrong design's file; names nobody could open are numbered."""
    name = text(one.get("name"))
    return name if _WRONG_NAME.match(name) else f"wrong-{number + 1}"


def written(tree: Tree) -> Tree:
    """`scenario.yaml` of a tree."""
    given = mapping(tree.get("d"))
    definition = {key: given[key] for key in _KEYS if key in given}
    definition |= {key: value for key, value in given.items() if key not in definition}
    palette = mapping(definition.pop("palette", None))
    if not palette.get("all", True):
        definition["palette"] = items(palette.get("types"))
    if not mapping(definition.get("budget")):
        definition.pop("budget", None)
    definition["script"] = [_written_event(one) for one in items(given.get("script"))]
    if in_policies(tree):
        for key in _OF_A_WORLD:
            definition.pop(key, None)
    elif definition.get("stage") == "world":
        del definition["stage"]
    definition["objectives"] = [
        {**one, "check": _written_check(mapping(one.get("check")))} for one in items(given.get("objectives"))
    ]
    for key in ("predictions", "hints"):
        definition[key] = items(given.get(key))
    proof = mapping(given.get("proof"))
    definition["proof"] = {
        "untouched": items(proof.get("untouched")),
        "wrong": {
            wrong_name(one, number): items(one.get("fails"))
            for number, one in enumerate(items(tree.get("w")))
        },
        "without": items(proof.get("without")),
    }
    ordered = {key: definition[key] for key in _KEYS if key in definition}
    return ordered | {key: value for key, value in definition.items() if key not in ordered}


#: Keys of scenario.yaml that a lab on stage policies has no use for.
_OF_A_WORLD = ("duration", "seeds", "script", "budget")


def in_policies(tree: Tree) -> bool:
    """Whether the lab runs no world."""
    return mapping(tree.get("d")).get("stage") == "policies"


#: What belongs to each kind of check, beside `kind` and where it looks.
CHECK_KEYS: Mapping[str, tuple[str, ...]] = {
    "metric": ("metric", "part", "per", "across", "statistic", "since", "until", "is", "value"),
    "duration": ("metric", "part", "per", "across", "where", "stretch", "since", "until", "is", "value"),
    "event": ("subject", "outcome", "reason", "since", "until", "is", "value"),
    "decision": ("subject", "outcome", "since", "until"),
    "request": ("request", "outcome", "reason"),
    "property": ("path", "is", "value"),
    "all": ("checks",),
    "any": ("checks",),
    "none": ("checks",),
}
#: What belongs to each kind of command, beside `kind`.
COMMAND_KEYS: Mapping[str, tuple[str, ...]] = {
    "fault": ("fault", "resource", "parameters", "duration"),
    "clear_fault": ("fault", "resource"),
    "traffic": ("resource", "multiplier"),
    "capacity": ("resource", "desired"),
    "set": ("resource", "path", "value"),
    "skip": ("to",),
    "update": ("document",),
}


def _written_check(given: Tree) -> Tree:
    """A check without what its kind knows nothing of: fields shown for another kind are let go."""
    kind = text(given.get("kind"))
    keys = CHECK_KEYS.get(kind)
    check: Tree = {"kind": kind}
    if kind == "request":
        check = {"kind": "decision", "request": _written_request(mapping(given.get("request")))}
        return check | {key: given[key] for key in ("outcome", "reason") if given.get(key) not in (None, "")}
    how, _, name = text(given.get("of")).partition(" ")
    if how in ("resource", "type") and "checks" not in (keys or ()):
        check[how] = name
    for key, value in given.items():
        if key in ("kind", "of") or (keys is not None and key not in keys) or value in ("", {}):
            continue
        check[key] = value
    if "checks" in check:
        check["checks"] = [_written_check(mapping(one)) for one in items(check["checks"])]
    if kind == "property" and not check.get("path"):
        check.pop("path", None)
    return check


def _written_request(given: Tree) -> Tree:
    """A request as it stands in the file: a resource of the document wins over an ARN typed beside it."""
    asked = {key: value for key, value in given.items() if value not in ("", {}, None)}
    for key in ("principal", "resource"):
        place = mapping(asked.pop(key, None))
        if place.get("resource"):
            asked[key] = {name: place[name] for name in ("resource", "path") if place.get(name)}
        elif place.get("arn"):
            asked[key] = place["arn"]
    order = ("principal", "action", "resource", "accountId", "context", "session_policy")
    return {key: asked[key] for key in order if key in asked}


def _written_event(given: Tree) -> Tree:
    command = mapping(given.get("command"))
    kind = text(command.get("kind"))
    keys = COMMAND_KEYS.get(kind)
    return {
        **{key: value for key, value in given.items() if key != "command"},
        "command": {"kind": kind}
        | {
            key: value
            for key, value in command.items()
            if key != "kind" and (keys is None or key in keys) and value != {}
        },
    }


def prose_of(told: Tree, language: Language) -> tuple[str, list[Path]]:
    """One language's text, and for each of its lines the place in the tree that it comes from."""
    lines: list[str] = []
    places: list[Path] = []

    def write(content: str, *place: str | int) -> None:
        for line in content.split("\n"):
            lines.append(line)
            places.append(("t", *place, language))

    def said(*place: str | int) -> str:
        found: Any = told
        for part in (*place, language):
            found = (
                found[part] if isinstance(found, list) and isinstance(part, int) else mapping(found).get(part)
            )
        return text(found)

    def heading(key: str) -> str:
        return f"## {HEADINGS[key][language]}"

    write(f"# {said('title')}".rstrip(), "title")
    write(said("summary") + "\n", "summary")
    write(f"{heading('briefing')}\n{said('briefing')}\n", "briefing")
    write(heading("steps"), "steps")
    for number, _ in enumerate(items(told.get("steps"))):
        write(f"### {said('steps', number, 'title')}".rstrip(), "steps", number, "title")
        write(f"{said('steps', number, 'text')}\n", "steps", number, "text")
    write(f"{heading('debrief')}\n{said('debrief')}", "debrief")
    return "\n".join(lines) + "\n", places


def _ended(source: str) -> str:
    source = source.replace("\r\n", "\n")
    return source if not source or source.endswith("\n") else source + "\n"


# --- documents ---------------------------------------------------------------------------------------------


def document_source(content: Mapping[str, Any], start: Any) -> str:
    """A document as text: as what it changes of the start document where that says it all, else whole."""
    content = dict(content)
    if isinstance(start, dict) and start:
        patch = _difference(start, content)
        if merged(start, patch) == content:
            return yaml.dump({"Base": "start.yaml", **patch})
    return yaml.dump(content)


def _difference(base: Any, wanted: Any) -> Any:
    """A JSON Merge Patch that makes `wanted` of `base`."""
    if not isinstance(base, dict) or not isinstance(wanted, dict):
        return wanted
    patch: dict[str, Any] = {key: None for key in base if key not in wanted}
    for key, value in wanted.items():
        if key not in base:
            patch[key] = value
        elif base[key] != value:
            patch[key] = _difference(base[key], value)
    return patch


def document_of(files: Mapping[str, str], name: str) -> Any:
    """A file's document as plain values, with what it is based on merged in; None where it cannot be read."""
    value = yaml.read(files.get(name, ""))
    if isinstance(value, dict) and "Base" in value:
        base = yaml.read(files.get(str(value.pop("Base")), ""))
        return None if base is None else merged(base, value)
    return value
