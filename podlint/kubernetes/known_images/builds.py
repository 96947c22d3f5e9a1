"""What builds, tests and keeps the code of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_APP = Serves.APP
_PROGRAM, _SCRIPT, _ARGUMENTS = Starts.PROGRAM, Starts.SCRIPT, Starts.ARGUMENTS

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
        ("jenkins/agent",),
        ImageFacts(
            "jenkins agent",
            user="jenkins",
            shell=True,
            data=("/home/jenkins/.jenkins", "/home/jenkins/agent"),
            starts=_ARGUMENTS,
            source="https://github.com/jenkinsci/docker-agents/blob/master/debian/Dockerfile",
        ),
    ),
    (
        ("jenkins/inbound-agent",),
        ImageFacts(
            "jenkins agent",
            user="jenkins",
            shell=True,
            data=("/home/jenkins/.jenkins", "/home/jenkins/agent"),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/jenkinsci/docker-agents/blob/master/debian/Dockerfile",
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
        ("sonatype/nexus3",),
        ImageFacts(
            "nexus",
            _APP,
            (8081,),
            http=True,
            user="nexus",
            shell=True,
            data=("/nexus-data",),
            source="https://github.com/sonatype/docker-nexus3/blob/main/Dockerfile",
        ),
    ),
    (
        ("verdaccio/verdaccio",),
        ImageFacts(
            "verdaccio",
            _APP,
            (4873,),
            ("verdaccio",),
            http=True,
            moves=("VERDACCIO_PORT", "--listen", "-l", "--config", "-c", "/verdaccio/conf"),
            user="10001",
            shell=True,
            data=("/verdaccio/storage", "/verdaccio/plugins"),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/verdaccio/verdaccio/blob/master/Dockerfile",
        ),
    ),
    (
        ("goharbor/harbor-core",),
        ImageFacts(
            "harbor-core",
            exposes=(8080, 8443),
            user="harbor",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/goharbor/harbor/blob/main/make/photon/core/Dockerfile",
        ),
    ),
    (
        ("goharbor/harbor-portal",),
        ImageFacts(
            "harbor-portal",
            exposes=(8080, 8443),
            user="nginx",
            shell=True,
            starts=_ARGUMENTS,
            source="https://github.com/goharbor/harbor/blob/main/make/photon/portal/Dockerfile",
        ),
    ),
    (
        (
            "selenium/hub",
            "selenium/node-chrome",
            "selenium/node-firefox",
            "selenium/node-edge",
            "selenium/standalone-chrome",
            "selenium/standalone-firefox",
            "selenium/standalone-edge",
        ),
        ImageFacts(
            "selenium",
            exposes=(4444, 5555),
            shell=True,
            starts=_ARGUMENTS,
            source="https://github.com/SeleniumHQ/docker-selenium/blob/trunk/Base/Dockerfile",
            tags={">=4.15": {"user": "1200"}},
        ),
    ),
    (
        ("kaniko-project/executor", "kaniko-project/warmer"),
        ImageFacts(
            "kaniko",
            user="root",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/GoogleContainerTools/kaniko/blob/main/deploy/Dockerfile",
            tags={"debug": {"shell": True}},
        ),
    ),
    (
        ("aquasec/trivy", "aquasecurity/trivy"),
        ImageFacts(
            "trivy",
            user="root",
            shell=True,
            starts=_PROGRAM,
            local=True,
            source="https://github.com/aquasecurity/trivy/blob/main/Dockerfile",
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
