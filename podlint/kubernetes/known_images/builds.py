"""What builds, tests and keeps the code of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_APP = Serves.APP
_SCRIPT = Starts.SCRIPT

ROWS: Rows = (
    (
        ("gitea/gitea",),
        ImageFacts(
            "gitea",
            _APP,
            (3000, 22),
            http=True,
            moves=("HTTP_PORT", "GITEA__server__HTTP_PORT", "SSH_PORT", "SSH_LISTEN_PORT", "/data/gitea/conf"),
            user="root",
            shell=True,
            data=("/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/go-gitea/gitea/blob/main/Dockerfile",
            tags={"rootless": {"ports": (3000, 2222), "user": "1000", "data": ("/var/lib/gitea",)}},
        ),
    ),
    (
        ("jenkins/jenkins",),
        ImageFacts(
            "jenkins",
            _APP,
            (8080,),
            http=True,
            exposes=(50000,),
            moves=("--httpPort", "JENKINS_OPTS"),
            user="jenkins",
            shell=True,
            data=("/var/jenkins_home",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/jenkinsci/docker/blob/master/debian/bookworm/hotspot/Dockerfile",
        ),
    ),
    (
        ("library/sonarqube",),
        ImageFacts(
            "sonarqube",
            _APP,
            (9000,),
            http=True,
            moves=("SONAR_WEB_PORT", "/opt/sonarqube/conf"),
            shell=True,
            data=("/opt/sonarqube/data", "/opt/sonarqube/extensions", "/opt/sonarqube/logs", "/opt/sonarqube/temp"),
            starts=_SCRIPT,
            source="https://github.com/SonarSource/docker-sonarqube/blob/master/10/community/Dockerfile",
            tags={">=9": {"user": "sonarqube"}},
        ),
    ),
    (
        ("library/docker",),
        ImageFacts(
            "docker",
            user="root",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/docker/blob/master/27/dind/Dockerfile",
            tags={
                "dind": {"exposes": (2375, 2376), "data": ("/var/lib/docker",)},
                "rootless": {"user": "rootless", "data": ("/home/rootless/.local/share/docker",)},
            },
        ),
    ),
)
