"""The official images of systems and languages: what others are built on, and scripts are run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_GITHUB = "https://github.com"
_LIBRARY = f"{_GITHUB}/docker-library"
_ARGUMENTS, _SCRIPT, _PROGRAM = Starts.ARGUMENTS, Starts.SCRIPT, Starts.PROGRAM
_DISTROLESS = ("static", "base", "base-nossl", "cc", "python3", "java17", "java21", "nodejs20", "nodejs22", "nodejs24")


def _base(
    name: str, source: str, *, local: bool = False, starts: Starts = _ARGUMENTS, data: tuple[str, ...] = ()
) -> tuple[tuple[str, ...], ImageFacts]:
    facts = ImageFacts(name, user="root", shell=True, data=data, starts=starts, local=local, source=source)
    return (f"library/{name}",), facts


def _distroless(name: str) -> tuple[tuple[str, ...], ImageFacts]:
    runs = name.startswith(("java", "python3", "nodejs"))
    facts = ImageFacts(
        f"distroless {name}",
        user="root",
        shell=False,
        starts=_PROGRAM if runs else _ARGUMENTS,
        source=f"{_GITHUB}/GoogleContainerTools/distroless/blob/main/base/README.md",
        tags={"nonroot": {"user": "65532"}, "debug": {"shell": True}},
    )
    return tuple(f"gcr.io/distroless/{name}{of}" for of in ("", "-debian11", "-debian12", "-debian13")), facts


ROWS: Rows = (
    _base("busybox", f"{_LIBRARY}/busybox/blob/dist-amd64/latest/glibc/amd64/image-config.json"),
    _base("alpine", f"{_GITHUB}/alpinelinux/docker-alpine/blob/v3.23/x86_64/Dockerfile"),
    _base(
        "debian",
        f"{_GITHUB}/debuerreotype/docker-debian-artifacts/blob/dist-amd64/bookworm/oci/blobs/image-config.json",
    ),
    _base("ubuntu", "https://git.launchpad.net/cloud-images/+oci/ubuntu-base"),
    _base("fedora", f"{_GITHUB}/fedora-cloud/docker-brew-fedora/blob/37/x86_64/Dockerfile"),
    _base("centos", f"{_GITHUB}/CentOS/sig-cloud-instance-images/blob/CentOS-7/docker/Dockerfile"),
    _base("rockylinux", f"{_GITHUB}/rocky-linux/sig-cloud-instance-images/blob/main/Dockerfile"),
    _base("almalinux", f"{_GITHUB}/AlmaLinux/container-images/blob/main/default/amd64/Dockerfile"),
    _base("amazonlinux", f"{_GITHUB}/amazonlinux/container-images/blob/amzn2/Dockerfile"),
    _base("oraclelinux", f"{_GITHUB}/oracle/container-images/blob/dist-amd64/9/Dockerfile"),
    _base("archlinux", f"{_GITHUB}/archlinux/archlinux-docker/blob/master/Dockerfile.template"),
    _base("bash", f"{_GITHUB}/tianon/docker-bash/blob/master/5.2/Dockerfile", local=True, starts=_SCRIPT),
    _base("buildpack-deps", f"{_LIBRARY}/buildpack-deps/blob/master/debian/bookworm/Dockerfile"),
    _base("python", f"{_LIBRARY}/python/blob/master/3.13/bookworm/Dockerfile", local=True),
    _base("golang", f"{_LIBRARY}/golang/blob/master/1.24/bookworm/Dockerfile", local=True),
    _base("ruby", f"{_LIBRARY}/ruby/blob/master/3.4/bookworm/Dockerfile", local=True),
    _base("perl", f"{_GITHUB}/Perl/docker-perl/blob/master/5.040.001-main-bookworm/Dockerfile", local=True),
    _base("gcc", f"{_LIBRARY}/gcc/blob/master/14/Dockerfile", local=True),
    _base("rust", f"{_GITHUB}/rust-lang/docker-rust/blob/master/stable/bookworm/Dockerfile", local=True),
    _base("node", f"{_GITHUB}/nodejs/docker-node/blob/main/22/bookworm/Dockerfile", local=True, starts=_SCRIPT),
    _base("erlang", f"{_GITHUB}/erlang/docker-erlang-otp/blob/master/27/Dockerfile", local=True),
    _base("swift", f"{_GITHUB}/swiftlang/swift-docker/blob/main/6.0/ubuntu/24.04/Dockerfile"),
    _base("openjdk", f"{_LIBRARY}/openjdk/blob/master/24/jdk/oraclelinux9/Dockerfile"),
    _base(
        "eclipse-temurin",
        f"{_GITHUB}/adoptium/containers/blob/main/21/jdk/ubuntu/noble/Dockerfile",
        starts=_SCRIPT,
    ),
    _base("amazoncorretto", f"{_GITHUB}/corretto/corretto-docker/blob/main/21/jdk/al2023/Dockerfile"),
    _base(
        "maven",
        f"{_GITHUB}/carlossg/docker-maven/blob/main/eclipse-temurin-21/Dockerfile",
        local=True,
        starts=_SCRIPT,
    ),
    _base(
        "gradle",
        f"{_GITHUB}/gradle/docker-gradle/blob/master/jdk21-noble/Dockerfile",
        starts=_SCRIPT,
        data=("/home/gradle/.gradle",),
    ),
    _base("julia", f"{_LIBRARY}/julia/blob/master/1.11/bookworm/Dockerfile", local=True, starts=_SCRIPT),
    _base("composer", f"{_GITHUB}/composer/docker/blob/main/latest/Dockerfile", local=True, starts=_SCRIPT),
    (
        ("library/hello-world",),
        ImageFacts(
            "hello-world",
            user="root",
            shell=False,
            starts=_ARGUMENTS,
            source=f"{_LIBRARY}/hello-world/blob/master/amd64/hello-world/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/pause", "pause/pause"),
        ImageFacts(
            "pause",
            shell=False,
            starts=_PROGRAM,
            source=f"{_GITHUB}/kubernetes/kubernetes/blob/master/build/pause/Dockerfile",
        ),
    ),
    *map(_distroless, _DISTROLESS),
)
