"""The official images of systems and languages: what others are built on, and scripts are run in."""

from __future__ import annotations

from podlint.kubernetes.images import ImageFacts, Starts

_LIBRARY = "https://github.com/docker-library"


def _base(
    name: str, source: str, *, local: bool = False, starts: Starts = Starts.ARGUMENTS, user: str = "root"
) -> ImageFacts:
    return ImageFacts(name, user=user, shell=True, starts=starts, local=local, source=source)


BASES: dict[str, ImageFacts] = {
    base.name: base
    for base in (
        _base("busybox", f"{_LIBRARY}/busybox/blob/master/latest/glibc/amd64/Dockerfile"),
        _base("alpine", "https://github.com/alpinelinux/docker-alpine/blob/master/Dockerfile"),
        _base("debian", "https://github.com/debuerreotype/docker-debian-artifacts/blob/dist-amd64/bookworm/Dockerfile"),
        _base("ubuntu", "https://git.launchpad.net/cloud-images/+oci/ubuntu-base"),
        _base("fedora", "https://github.com/fedora-cloud/docker-brew-fedora"),
        _base("centos", "https://github.com/CentOS/sig-cloud-instance-images"),
        _base("rockylinux", "https://github.com/rocky-linux/sig-cloud-instance-images"),
        _base("almalinux", "https://github.com/AlmaLinux/container-images"),
        _base("amazonlinux", "https://github.com/amazonlinux/container-images"),
        _base("oraclelinux", "https://github.com/oracle/container-images"),
        _base("archlinux", "https://gitlab.archlinux.org/archlinux/archlinux-docker"),
        _base("bash", "https://github.com/tianon/docker-bash/blob/master/5.2/Dockerfile", local=True),
        _base("buildpack-deps", f"{_LIBRARY}/buildpack-deps/blob/master/debian/bookworm/Dockerfile"),
        _base("python", f"{_LIBRARY}/python/blob/master/3.13/bookworm/Dockerfile", local=True),
        _base("golang", f"{_LIBRARY}/golang/blob/master/1.24/bookworm/Dockerfile", local=True),
        _base("ruby", f"{_LIBRARY}/ruby/blob/master/3.4/bookworm/Dockerfile", local=True),
        _base("perl", "https://github.com/Perl/docker-perl/blob/master/5.040.001-main-bookworm/Dockerfile", local=True),
        _base("gcc", f"{_LIBRARY}/gcc/blob/master/14/Dockerfile", local=True),
        _base("rust", "https://github.com/rust-lang/docker-rust/blob/master/stable/bookworm/Dockerfile", local=True),
        _base(
            "node",
            "https://github.com/nodejs/docker-node/blob/main/22/bookworm/Dockerfile",
            local=True,
            starts=Starts.SCRIPT,
        ),
        _base("openjdk", f"{_LIBRARY}/openjdk/blob/master/24/jdk/oraclelinux9/Dockerfile"),
        _base(
            "eclipse-temurin",
            "https://github.com/adoptium/containers/blob/main/21/jdk/ubuntu/noble/Dockerfile",
            starts=Starts.SCRIPT,
        ),
        _base("amazoncorretto", "https://github.com/corretto/corretto-docker/blob/main/21/jdk/al2023/Dockerfile"),
        _base(
            "maven",
            "https://github.com/carlossg/docker-maven/blob/main/eclipse-temurin-21/Dockerfile",
            local=True,
            starts=Starts.SCRIPT,
        ),
        _base("gradle", "https://github.com/gradle/docker-gradle/blob/master/jdk21-noble/Dockerfile"),
        _base("julia", f"{_LIBRARY}/julia/blob/master/1/bookworm/Dockerfile", local=True, starts=Starts.SCRIPT),
        _base("composer", "https://github.com/composer/docker/blob/main/latest/Dockerfile", starts=Starts.SCRIPT),
    )
}
