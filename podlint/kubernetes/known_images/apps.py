"""Applications: logins, mail and what people automate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_APP = Serves.APP
_PROGRAM, _SCRIPT = Starts.PROGRAM, Starts.SCRIPT

ROWS: Rows = (
    (
        ("keycloak/keycloak",),
        ImageFacts(
            "keycloak",
            _APP,
            (8080,),
            ("kc.sh",),
            http=True,
            exposes=(8443, 9000),
            moves=(
                "--http-port",
                "--http-enabled",
                "--https-",
                "KC_HTTP_PORT",
                "KC_HTTP_ENABLED",
                "/opt/keycloak/conf",
            ),
            user="1000",
            shell=True,
            data=("/opt/keycloak/data", "/opt/keycloak/providers", "/opt/keycloak/themes"),
            starts=_SCRIPT,
            source="https://github.com/keycloak/keycloak/blob/main/quarkus/container/Dockerfile",
        ),
    ),
    (
        ("dexidp/dex",),
        ImageFacts(
            "dex",
            _APP,
            programs=("dex",),
            http=True,
            exposes=(5556, 5557),
            shell=True,
            local=True,
            source="https://github.com/dexidp/dex/blob/master/Dockerfile",
            tags={"distroless": {"shell": False}},
        ),
    ),
    (
        ("goauthentik/server",),
        ImageFacts(
            "authentik",
            _APP,
            http=True,
            exposes=(9000, 9443),
            user="1000",
            shell=True,
            data=("/data", "/media", "/certs"),
            starts=_SCRIPT,
            source="https://github.com/goauthentik/authentik/blob/main/Dockerfile",
        ),
    ),
    (
        ("nodered/node-red",),
        ImageFacts(
            "node-red",
            _APP,
            (1880,),
            http=True,
            moves=("-p", "--port", "PORT", "-s", "--settings", "/data"),
            user="node-red",
            shell=True,
            data=("/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/node-red/node-red-docker/blob/master/docker-custom/Dockerfile.custom",
        ),
    ),
    (
        ("n8nio/n8n",),
        ImageFacts(
            "n8n",
            _APP,
            (5678,),
            http=True,
            moves=("N8N_PORT", "--port"),
            user="node",
            shell=True,
            data=("/home/node/.n8n",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/n8n-io/n8n/blob/master/docker/images/n8n/Dockerfile",
        ),
    ),
    (
        ("apache/airflow",),
        ImageFacts(
            "airflow",
            exposes=(8080,),
            shell=True,
            data=("/opt/airflow/logs",),
            starts=_SCRIPT,
            source="https://github.com/apache/airflow/blob/main/Dockerfile",
            tags={">=2": {"user": "50000"}},
        ),
    ),
    (
        ("mailhog/mailhog",),
        ImageFacts(
            "mailhog",
            _APP,
            (1025, 8025),
            ("MailHog",),
            http=True,
            moves=("-", "MH_SMTP_BIND_ADDR", "MH_UI_BIND_ADDR", "MH_API_BIND_ADDR"),
            user="mailhog",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/mailhog/MailHog/blob/master/Dockerfile",
        ),
    ),
    (
        ("axllent/mailpit",),
        ImageFacts(
            "mailpit",
            _APP,
            (1025, 8025),
            ("mailpit",),
            http=True,
            exposes=(1110,),
            moves=("--listen", "-l", "--smtp", "-s", "--config", "MP_UI_BIND_ADDR", "MP_SMTP_BIND_ADDR"),
            user="root",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/axllent/mailpit/blob/develop/Dockerfile",
        ),
    ),
    (
        ("ollama/ollama",),
        ImageFacts(
            "ollama",
            _APP,
            (11434,),
            ("serve",),
            http=True,
            moves=("OLLAMA_HOST",),
            user="root",
            shell=True,
            data=("/root/.ollama",),
            starts=_PROGRAM,
            source="https://github.com/ollama/ollama/blob/main/Dockerfile",
        ),
    ),
)
