"""Applications that people run for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_APP = Serves.APP
_PROGRAM, _SCRIPT, _ARGUMENTS = Starts.PROGRAM, Starts.SCRIPT, Starts.ARGUMENTS

ROWS: Rows = (
    (
        ("vaultwarden/server",),
        ImageFacts(
            "vaultwarden",
            _APP,
            (80,),
            ("start.sh",),
            http=True,
            moves=("ROCKET_PORT", "/etc/vaultwarden.sh", "/etc/vaultwarden.d"),
            user="root",
            shell=True,
            data=("/data",),
            starts=_ARGUMENTS,
            source="https://github.com/dani-garcia/vaultwarden/blob/main/docker/Dockerfile.debian",
        ),
    ),
    (
        ("homeassistant/home-assistant", "home-assistant/home-assistant"),
        ImageFacts(
            "home-assistant",
            _APP,
            http=True,
            exposes=(8123,),
            shell=True,
            data=("/config",),
            source="https://github.com/home-assistant/core/blob/dev/Dockerfile",
        ),
    ),
    (
        ("jellyfin/jellyfin",),
        ImageFacts(
            "jellyfin",
            _APP,
            (8096,),
            http=True,
            user="root",
            shell=True,
            data=("/config", "/cache"),
            starts=_PROGRAM,
            source="https://github.com/jellyfin/jellyfin-packaging/blob/master/docker/Dockerfile",
        ),
    ),
    (
        ("louislam/uptime-kuma",),
        ImageFacts(
            "uptime-kuma",
            _APP,
            (3001,),
            http=True,
            moves=("UPTIME_KUMA_PORT", "PORT", "--port"),
            user="root",
            shell=True,
            data=("/app/data",),
            local=True,
            source="https://github.com/louislam/uptime-kuma/blob/master/docker/dockerfile",
            tags={">=2": {"user": ""}},
        ),
    ),
    (
        ("pihole/pihole",),
        ImageFacts(
            "pihole",
            _APP,
            (53, 80),
            http=True,
            udp=(53,),
            exposes=(443,),
            moves=(
                "FTLCONF_dns_port",
                "FTLCONF_webserver_port",
                "WEB_PORT",
                "/etc/pihole",
                "/etc/dnsmasq.d",
                "/etc/lighttpd",
            ),
            user="root",
            shell=True,
            data=("/etc/pihole",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/pi-hole/docker-pi-hole/blob/master/src/Dockerfile",
        ),
    ),
    (
        ("adguard/adguardhome",),
        ImageFacts(
            "adguardhome",
            _APP,
            http=True,
            exposes=(53, 80, 443, 853, 3000),
            user="root",
            shell=True,
            data=("/opt/adguardhome/conf", "/opt/adguardhome/work"),
            starts=_PROGRAM,
            source="https://github.com/AdguardTeam/AdGuardHome/blob/master/docker/Dockerfile",
        ),
    ),
    (
        ("koenkk/zigbee2mqtt",),
        ImageFacts(
            "zigbee2mqtt",
            _APP,
            http=True,
            exposes=(8080,),
            user="root",
            shell=True,
            data=("/app/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/Koenkk/zigbee2mqtt/blob/master/docker/Dockerfile",
        ),
    ),
    (
        ("linuxserver/*",),
        ImageFacts(
            "linuxserver image",
            user="root",
            shell=True,
            data=("/config",),
            starts=Starts.PROGRAM,
            source="https://github.com/linuxserver/docker-baseimage-alpine/blob/master/Dockerfile",
        ),
    ),
)
