"""Applications that show what a database or a cluster holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_APP = Serves.APP
_PROGRAM, _SCRIPT, _ARGUMENTS = Starts.PROGRAM, Starts.SCRIPT, Starts.ARGUMENTS

ROWS: Rows = (
    (
        ("library/phpmyadmin",),
        ImageFacts(
            "phpmyadmin",
            _APP,
            (80,),
            ("apache2-foreground", "php-fpm"),
            http=True,
            moves=("APACHE_PORT", "/etc/apache2", "-f", "-c", "-C", "-d"),
            user="root",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/phpmyadmin/docker/blob/master/apache/Dockerfile",
            tags={"fpm": {"ports": (9000,), "http": False, "moves": ("/usr/local/etc", "-y", "-c")}},
        ),
    ),
    (
        ("library/adminer",),
        ImageFacts(
            "adminer",
            _APP,
            (8080,),
            http=True,
            user="adminer",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/TimWolla/docker-adminer/blob/master/4/Dockerfile",
            tags={"fastcgi": {"ports": (9000,), "http": False}},
        ),
    ),
    (
        ("library/mongo-express",),
        ImageFacts(
            "mongo-express",
            _APP,
            (8081,),
            ("mongo-express",),
            http=True,
            moves=("VCAP_APP_PORT", "PORT", "/app/config.js"),
            user="root",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/mongo-express/mongo-express-docker/blob/master/1.0/20-alpine3.19/Dockerfile",
        ),
    ),
    (
        ("dpage/pgadmin4",),
        ImageFacts(
            "pgadmin",
            _APP,
            (80,),
            http=True,
            exposes=(443,),
            moves=("PGADMIN_LISTEN_PORT", "PGADMIN_ENABLE_TLS", "/pgadmin4"),
            user="5050",
            shell=True,
            data=("/var/lib/pgadmin",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/pgadmin-org/pgadmin4/blob/master/Dockerfile",
            tags={"<7": {"user": ""}},
        ),
    ),
    (
        ("library/kibana", "kibana/kibana"),
        ImageFacts(
            "kibana",
            _APP,
            (5601,),
            http=True,
            moves=("SERVER_PORT", "--server.port", "/usr/share/kibana/config"),
            user="1000",
            shell=True,
            data=("/usr/share/kibana/data",),
            starts=_ARGUMENTS,
            local=True,
            source="https://github.com/elastic/dockerfiles/blob/8.15/kibana/Dockerfile",
        ),
    ),
    (
        ("grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise"),
        ImageFacts(
            "grafana",
            _APP,
            (3000,),
            http=True,
            moves=("GF_SERVER_HTTP_PORT", "GF_PATHS_CONFIG", "/etc/grafana/grafana.ini"),
            user="472",
            shell=True,
            data=("/var/lib/grafana", "/etc/grafana/provisioning"),
            starts=_SCRIPT,
            source="https://github.com/grafana/grafana/blob/main/Dockerfile",
        ),
    ),
    (
        ("metabase/metabase",),
        ImageFacts(
            "metabase",
            _APP,
            (3000,),
            http=True,
            moves=("MB_JETTY_PORT", "MB_JETTY_HOST"),
            user="root",
            shell=True,
            data=("/plugins",),
            starts=_SCRIPT,
            source="https://github.com/metabase/metabase/blob/master/Dockerfile",
        ),
    ),
    (
        ("apache/superset",),
        ImageFacts(
            "superset",
            _APP,
            http=True,
            exposes=(8088,),
            user="superset",
            shell=True,
            local=True,
            source="https://github.com/apache/superset/blob/master/Dockerfile",
        ),
    ),
    (
        ("portainer/portainer-ce", "portainer/portainer-ee"),
        ImageFacts(
            "portainer",
            _APP,
            (9000, 9443),
            http=True,
            exposes=(8000,),
            data=("/data",),
            starts=_PROGRAM,
            source="https://github.com/portainer/portainer/blob/develop/build/linux/Dockerfile",
            tags={"alpine": {"shell": True}},
        ),
    ),
    (
        ("openzipkin/zipkin",),
        ImageFacts(
            "zipkin",
            _APP,
            (9411,),
            http=True,
            exposes=(9410,),
            user="zipkin",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/openzipkin/zipkin/blob/master/docker/Dockerfile",
        ),
    ),
    (
        ("opensearchproject/opensearch-dashboards",),
        ImageFacts(
            "opensearch-dashboards",
            _APP,
            (5601,),
            http=True,
            moves=("SERVER_PORT", "--server.port", "/usr/share/opensearch-dashboards/config"),
            user="1000",
            shell=True,
            data=("/usr/share/opensearch-dashboards/data",),
            starts=_SCRIPT,
            source="https://github.com/opensearch-project/opensearch-build/blob/main/docker/release/dockerfiles/opensearch-dashboards.al2023.dockerfile",
        ),
    ),
    (
        ("library/chronograf",),
        ImageFacts(
            "chronograf",
            _APP,
            (8888,),
            ("chronograf",),
            http=True,
            moves=("--port", "PORT", "HOST"),
            user="root",
            shell=True,
            data=("/var/lib/chronograf",),
            starts=_SCRIPT,
            source="https://github.com/influxdata/influxdata-docker/blob/master/chronograf/1.10/Dockerfile",
        ),
    ),
    (
        ("kubernetesui/dashboard",),
        ImageFacts(
            "kubernetes-dashboard",
            _APP,
            exposes=(9090, 8443),
            http=True,
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/kubernetes/dashboard/blob/v2.7.0/aio/Dockerfile",
        ),
    ),
)
