"""docker-compose.yml says what a lab for many must say."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands

from config import settings
from scripts import check_compose

from . import compose

ROOT = compose.ROOT
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
FILE = compose.read()
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
#: Done once, then ended.
ONE_SHOT = {"prepare"}
OURS = {"prepare", "web", "worker", "grader", "scheduler"}


def test_the_schema_finds_nothing() -> None:
    assert list(check_compose.problems(check_compose.read(check_compose.FILE))) == []


def test_the_schema_would_find_something() -> None:
    wrong = {"services": {"web": {"image": "stratolab", "replicas": 2}}}
    assert [line.partition(":")[0] for line in check_compose.problems(wrong)] == ["services.web"]


def test_all_the_parts_are_there() -> None:
    assert set(SERVICES) == OURS | {"proxy", "postgres", "valkey"}
    assert {name for name, service in SERVICES.items() if service["image"].startswith("stratolab:")} == OURS


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    assert {name for name, service in SERVICES.items() if service.get("ports")} == {"proxy"}
    assert not any("network_mode" in service for service in SERVICES.values())


def test_the_proxy_sees_neither_database_nor_valkey() -> None:
    networks = {name: set(service["networks"]) for name, service in SERVICES.items()}
    assert not networks["proxy"] & (networks["postgres"] | networks["valkey"])
    assert networks["proxy"] & networks["web"] and networks["web"] & networks["postgres"]
    assert set().union(*networks.values()) == set(FILE["networks"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONE_SHOT))
def test_what_runs_long_is_watched_and_started_again(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    check = service["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"} and len(check["test"]) > 1
    assert {"interval", "timeout", "retries"} <= set(check)


@pytest.mark.parametrize("name", sorted(ONE_SHOT))
def test_what_is_done_once_is_not_started_again_and_waited_for(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"
    for other in OURS - ONE_SHOT:
        assert SERVICES[other]["depends_on"][name] == {"condition": "service_completed_successfully"}


def test_nothing_starts_before_what_it_needs_is_well() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if needed in ONE_SHOT else "service_healthy"
            assert how == {"condition": wanted}, f"{name} needs {needed}"


def test_what_is_many_has_no_name_and_no_port_of_its_own() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["deploy"]["replicas"] >= 2
        assert not {"container_name", "hostname", "ports"} & set(SERVICES[name])


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["stratolab"] and DOCKERFILE.index("USER") < DOCKERFILE.index("\nCMD")
    assert "useradd --system --uid 10001" in DOCKERFILE
    for name in OURS:
        service = SERVICES[name]
        assert "user" not in service and not service.get("privileged")
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "cap_add" not in service
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert SERVICES["valkey"]["user"] == "valkey"
    assert SERVICES["proxy"]["cap_drop"] == ["ALL"]


def test_the_image_is_made_of_hashed_locks() -> None:
    assert len(re.findall(r"^FROM .+ AS \w+$", DOCKERFILE, re.MULTILINE)) == 2
    assert "--require-hashes -r requirements.txt" in DOCKERFILE and "npm ci" in DOCKERFILE


def test_the_image_starts_and_checks_what_the_file_does() -> None:
    command = re.search(r"^CMD (\[.+?\])$", DOCKERFILE.replace("\\\n", ""), re.MULTILINE)
    assert command is not None
    # Without a proxy in front, nobody is believed about who the client is.
    believed = "--trusted-proxies=*"
    assert [*json.loads(command[1]), believed] == SERVICES["web"]["command"]
    check = re.search(r"HEALTHCHECK .*\s+CMD (\[.+\])$", DOCKERFILE, re.MULTILINE)
    assert check is not None
    assert ["CMD", *json.loads(check[1])] == SERVICES["web"]["healthcheck"]["test"]
    ast.parse(SERVICES["web"]["healthcheck"]["test"][-1])


def variables() -> list[tuple[str, str, str]]:
    return [
        (name, variable, value)
        for name, service in SERVICES.items()
        for variable, value in service.get("environment", {}).items()
    ]


def test_every_secret_comes_from_a_file() -> None:
    secret = re.compile(r"SECRET|PASSWORD|TOKEN|_KEY")
    for name, variable, _value in variables():
        if secret.search(variable):
            assert variable.endswith("_FILE"), f"{name}: {variable}"
    used = compose.read({"EMAIL_HOST": "mail"})["services"]
    files = {
        value.removeprefix("/run/secrets/")
        for service in used.values()
        for variable, value in service.get("environment", {}).items()
        if variable.endswith("_FILE")
    }
    assert files == set(FILE["secrets"])
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= set(FILE["secrets"]), name
        wanted = set(re.findall(r"/run/secrets/(\w+)", json.dumps(service)))
        assert wanted <= set(service.get("secrets", [])), name


def test_no_secret_is_written_down() -> None:
    for service in SERVICES.values():
        for text in (*service.get("environment", {}).values(), *service.get("command", [])):
            assert not re.search(r"://[^@/\s]*:[^@/\s]+@", text), text


def test_the_secrets_are_made_by_a_script_and_never_committed(tmp_path: Path) -> None:
    script = tmp_path / "deploy" / "secrets.sh"
    script.parent.mkdir()
    script.write_text((ROOT / "deploy" / "secrets.sh").read_text())
    for _ in range(2):
        subprocess.run(["sh", str(script)], check=True, capture_output=True)
    made = {file.name: file for file in (tmp_path / "deploy" / "secrets").iterdir()}
    assert set(made) == {Path(one["file"]).name for one in FILE["secrets"].values()}
    assert all(Path(one["file"]).parent == Path("deploy/secrets") for one in FILE["secrets"].values())
    assert (tmp_path / "deploy" / "secrets").stat().st_mode & 0o777 == 0o700
    assert all(re.fullmatch(r"[A-Za-z0-9]{40,}", file.read_text()) for file in made.values())
    assert len({file.read_text() for file in made.values()}) == len(made)
    before = made["secret_key"].read_text()
    subprocess.run(["sh", str(script)], check=True, capture_output=True)
    assert made["secret_key"].read_text() == before
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_named_volume_is_declared_and_used() -> None:
    named = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert named == set(FILE["volumes"])


def test_the_database_outlives_its_container() -> None:
    assert "database:/var/lib/postgresql/data" in SERVICES["postgres"]["volumes"]
    assert "valkey:/data" in SERVICES["valkey"]["volumes"]
    assert "certificates:/data" in SERVICES["proxy"]["volumes"]


def test_every_file_that_is_mounted_exists() -> None:
    mounted = [
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if volume.startswith("./deploy/") and not volume.startswith("./deploy/certificates")
    ]
    assert mounted == ["./deploy/Caddyfile"]
    assert (ROOT / "deploy" / "Caddyfile").is_file()


def test_the_commands_are_management_commands() -> None:
    lines = [" ".join(service.get("command", [])) for service in SERVICES.values()]
    asked = {command for line in lines for command in re.findall(r"manage\.py (\w+)", line)}
    assert asked == {"migrate", "load_demo", "load_labs", "worker", "grader", "scheduler"}
    assert asked <= set(get_commands())


def test_every_variable_is_one_the_program_reads() -> None:
    source = (ROOT / "config" / "settings.py").read_text("utf-8")
    for name, variable, _value in variables():
        if name in OURS:
            read = variable.removesuffix("_FILE")
            assert f'"{read}"' in source, f"nothing reads {variable}"


def test_the_settings_come_out_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hidden")
    environment = {
        variable: re.sub(r"^/run/secrets/.+", str(tmp_path / "password"), value)
        for variable, value in SERVICES["web"]["environment"].items()
    }
    monkeypatch.setattr(settings, "ENVIRONMENT", environment)
    assert settings.read_redis("REDIS_URL", Path()) == "redis://:hidden@valkey:6379/0"
    database = settings.read_database("DATABASE_URL", Path())
    assert (database["HOST"], database["USER"], database["PASSWORD"]) == ("postgres", "stratolab", "hidden")
    assert settings.read_flag("HTTPS", False)
    assert settings.read_list("ALLOWED_HOSTS", []) == ["localhost"]
    assert settings.read_whole("EMAIL_PORT", 25) == 25, "an empty variable is none"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${A}", "a"),
        ("$A-$$B", "a-$B"),
        ("${X:-${A:-b}}:${X:-d}", "a:d"),
        ("${A:+yes}${X:+no}", "yes"),
        ("${X:-}", ""),
    ],
)
def test_variables_are_put_in(text: str, value: str) -> None:
    assert compose.interpolate(text, {"A": "a"}) == value


@pytest.mark.parametrize("text", ["${A", "${}", "$ ", "${A!b}"])
def test_a_wrong_variable_is_refused(text: str) -> None:
    with pytest.raises(compose.BadVariable):
        compose.interpolate(text, {})
