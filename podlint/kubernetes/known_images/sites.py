"""Applications that publish pages, and keep what people share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_APP = Serves.APP
_SCRIPT = Starts.SCRIPT

ROWS: Rows = (
    (
        ("library/wordpress",),
        ImageFacts(
            "wordpress",
            _APP,
            (80,),
            ("apache2-foreground", "php-fpm"),
            http=True,
            moves=("/etc/apache2", "-f", "-c", "-C", "-d"),
            user="root",
            shell=True,
            data=("/var/www/html",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/wordpress/blob/master/latest/php8.3/apache/Dockerfile",
            tags={
                "fpm": {"ports": (9000,), "http": False, "moves": ("/usr/local/etc", "-y", "-c")},
                "cli": {"kind": None, "ports": (), "moves": (), "user": "www-data"},
            },
        ),
    ),
    (
        ("library/drupal",),
        ImageFacts(
            "drupal",
            _APP,
            (80,),
            ("apache2-foreground", "php-fpm"),
            http=True,
            moves=("/etc/apache2", "-f", "-c", "-C", "-d"),
            user="root",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/drupal/blob/master/11.1/php8.4/apache-bookworm/Dockerfile",
            tags={"fpm": {"ports": (9000,), "http": False, "moves": ("/usr/local/etc", "-y", "-c")}},
        ),
    ),
    (
        ("library/joomla",),
        ImageFacts(
            "joomla",
            _APP,
            (80,),
            ("apache2-foreground", "php-fpm"),
            http=True,
            moves=("/etc/apache2", "-f", "-c", "-C", "-d"),
            user="root",
            shell=True,
            data=("/var/www/html",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/joomla-docker/docker-joomla/blob/master/5.2/php8.3/apache/Dockerfile",
            tags={"fpm": {"ports": (9000,), "http": False, "moves": ("/usr/local/etc", "-y", "-c")}},
        ),
    ),
    (
        ("library/nextcloud",),
        ImageFacts(
            "nextcloud",
            _APP,
            (80,),
            ("apache2-foreground", "php-fpm"),
            http=True,
            moves=("/etc/apache2", "-f", "-c", "-C", "-d"),
            user="root",
            shell=True,
            data=("/var/www/html",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/nextcloud/docker/blob/master/30/apache/Dockerfile",
            tags={"fpm": {"ports": (9000,), "http": False, "moves": ("/usr/local/etc", "-y", "-c")}},
        ),
    ),
    (
        ("library/ghost",),
        ImageFacts(
            "ghost",
            _APP,
            (2368,),
            ("node",),
            http=True,
            moves=("server__port", "/var/lib/ghost/config.production.json", "/var/lib/ghost/config.development.json"),
            user="root",
            shell=True,
            data=("/var/lib/ghost/content",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/ghost/blob/master/5/debian/Dockerfile",
        ),
    ),
    (
        ("library/redmine",),
        ImageFacts(
            "redmine",
            _APP,
            (3000,),
            ("rails",),
            http=True,
            moves=("-p", "--port", "PORT", "/usr/src/redmine/config"),
            user="root",
            shell=True,
            data=("/usr/src/redmine/files",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/redmine/blob/master/6.0/bookworm/Dockerfile",
        ),
    ),
)
