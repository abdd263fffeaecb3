"""One cluster for all tests here, started and stopped once. `make test-services` runs them; `make test` does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.cluster import Cluster, Missing
from tests.services.visitor import Visitor


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    try:
        # Checkpoints come often, so that a short test has some to go on from.
        cluster = Cluster(RUN_CHECKPOINT_TICKS="20", RUN_CHECKPOINT_SECONDS="1")
    except Missing as missing:
        pytest.exit(str(missing), returncode=1)
    try:
        cluster.start()
        yield cluster
    except BaseException:
        for service in cluster.services.values():
            if service.log.exists():
                print(service.said())
        raise
    finally:
        cluster.stop()
        said = {name: one.log.read_text("utf-8", "replace") for name, one in cluster.services.items()}
        cluster.remove()
    for name in said.keys() - {"postgres", "valkey", "proxy"}:
        assert "Traceback" not in said[name], f"{name} said:\n{said[name][-6000:]}"


@pytest.fixture
def visitor(cluster: Cluster) -> Visitor:
    """Somebody nobody knows yet."""
    return Visitor(cluster)


@pytest.fixture(autouse=True)
def whole(cluster: Cluster) -> None:
    """Each test begins with every service well."""
    for service in cluster.services.values():
        if service.process is None or service.process.poll() is not None:
            service.start()
    for service in cluster.services.values():
        service.wait()
