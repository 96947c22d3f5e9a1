"""What a Dockerfile says of its image."""

from __future__ import annotations

import time

import pytest

from podlint.kubernetes.images import ImageFacts, Starts
from podlint.project.dockerfiles import facts


def of(text: str) -> ImageFacts:
    found = facts(text, "web", "Dockerfile")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "exposed"),
    [
        ("FROM scratch\nEXPOSE 8080", (8080,)),
        ("FROM scratch\nEXPOSE 8080/tcp 53/udp", (8080, 53)),
        ("FROM scratch\nexpose 8000-8002", (8000, 8001, 8002)),
        ("FROM scratch\nARG PORT=8080\nEXPOSE ${PORT}", (8080,)),
        ("ARG PORT=8080\nFROM scratch\nEXPOSE $PORT", ()),
        ("ARG PORT=8080\nFROM scratch\nARG PORT\nEXPOSE $PORT", (8080,)),
        ("FROM scratch\nENV PORT 8080\nENV A=1 LISTEN=$PORT\nEXPOSE $LISTEN", (8080,)),
        ("FROM scratch\nEXPOSE ${PORT:-9000}", (9000,)),
        ("FROM scratch\nEXPOSE $UNKNOWN 70000 0", ()),
        ("FROM a AS one\nEXPOSE 1000\nFROM scratch\nEXPOSE 2000", (2000,)),
        ("FROM a AS one\nEXPOSE 1000\nFROM one\n", (1000,)),
        ("FROM a\nEXPOSE 1000\nFROM 0\n", ()),
        ("FROM scratch\nEXPOSE \\\n  # which\n  8080 \\\n\n  8081", (8080, 8081)),
        ("# escape=`\nFROM scratch\nEXPOSE `\n 8080", (8080,)),
        ("FROM scratch\nRUN <<EOF\nEXPOSE 1\nEOF\nEXPOSE 2", (2,)),
        ("FROM nginx:1.27\nCOPY site /usr/share/nginx/html", (80,)),
        ("FROM nginx:1.27\nEXPOSE 8080", (8080,)),
    ],
)
def test_ports(text: str, exposed: tuple[int, ...]) -> None:
    found = of(text)
    assert found.exposes == exposed
    assert (found.ports, found.moves) == ((), ())


@pytest.mark.parametrize(
    ("text", "user", "shell"),
    [
        ("FROM scratch", "root", False),
        ("FROM scratch\nUSER 1000:1000", "1000", False),
        ("FROM alpine:3\nUSER app", "app", True),
        ("FROM gcr.io/distroless/static:nonroot", "65532", False),
        ("FROM --platform=linux/amd64 python:3 AS x", "root", True),
        ("FROM registry.example/base:1\nUSER $WHO", "", None),
        ("ARG BASE=alpine\nFROM ${BASE}:3", "root", True),
    ],
)
def test_users_and_shells(text: str, user: str, shell: bool | None) -> None:
    assert (of(text).user, of(text).shell) == (user, shell)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ('ENTRYPOINT ["/app"]', Starts.PROGRAM),
        ('ENTRYPOINT ["/docker-entrypoint.sh"]', Starts.SCRIPT),
        ('ENTRYPOINT ["sh", "-c", "app"]', Starts.SCRIPT),
        ("ENTRYPOINT app --port 80", Starts.SCRIPT),
        ("ENTRYPOINT []", Starts.ARGUMENTS),
        ('CMD ["app"]', Starts.ARGUMENTS),
    ],
)
def test_entrypoints(text: str, starts: Starts) -> None:
    assert of(f"FROM alpine\n{text}").starts is starts


@pytest.mark.parametrize("text", ["", "# nothing", "EXPOSE 80", "\0\0", "RUN x\n" * 10])
def test_what_is_no_dockerfile(text: str) -> None:
    assert facts(text, "web", "Dockerfile") is None


@pytest.mark.parametrize(
    "text",
    [
        "FROM scratch\n" + "EXPOSE 1-65535\n" * 5_000,
        "FROM scratch\n" + "ENV A=" + "$A" * 100_000,
        "FROM scratch\n" + "A \\\n" * 200_000,
        "FROM scratch\n" + "".join(f"FROM scratch AS s{i}\n" for i in range(10_000)),
        "FROM scratch\nENTRYPOINT " + "[" * 500_000,
        "FROM scratch\nEXPOSE " + "${A:-" * 100_000,
        "FROM scratch\n" + "ENV A=$A$A\n" * 5_000,
        "FROM scratch\nENV A=1\n" + "ENV A=$A$A\n" * 200,
    ],
)
def test_nothing_takes_long(text: str) -> None:
    start = time.process_time()
    facts(text, "web", "Dockerfile")
    assert time.process_time() - start < 2
