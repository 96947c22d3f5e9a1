"""Caches, search engines, and what keeps objects, images or secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_SEARCH, _CACHE, _STORAGE = Serves.SEARCH, Serves.CACHE, Serves.STORAGE
_SCRIPT = Starts.SCRIPT

ROWS: Rows = (
    (
        ("library/redis",),
        ImageFacts(
            "redis",
            _CACHE,
            (6379,),
            ("redis-server",),
            moves=("--port", "--tls-port", "--sentinel", "/usr/local/etc/redis", "/etc/redis"),
            user="root",
            shell=True,
            data=("/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/redis/docker-library-redis/blob/0076c90a8028d29b25313f7272fa2d1245c3be76/debian/Dockerfile",
        ),
    ),
    (
        ("valkey/valkey",),
        ImageFacts(
            "valkey",
            _CACHE,
            (6379,),
            ("valkey-server",),
            moves=("--port", "--tls-port", "/usr/local/etc/valkey", "/etc/valkey"),
            user="root",
            shell=True,
            data=("/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/valkey-io/valkey-container/blob/mainline/8.0/debian/Dockerfile",
        ),
    ),
    (
        ("library/memcached",),
        ImageFacts(
            "memcached",
            _CACHE,
            (11211,),
            ("memcached",),
            moves=("-p", "--port", "-s", "--unix-socket", "-l", "--listen"),
            user="memcache",
            shell=True,
            starts=_SCRIPT,
            local=True,
            source="https://github.com/docker-library/memcached/blob/master/1/debian/Dockerfile",
        ),
    ),
    (
        ("library/elasticsearch", "elasticsearch/elasticsearch"),
        ImageFacts(
            "elasticsearch",
            _SEARCH,
            (9200,),
            ("elasticsearch", "eswrapper"),
            http=True,
            moves=("-E", "http.port", "/usr/share/elasticsearch/config"),
            shell=True,
            data=("/usr/share/elasticsearch/data",),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/elastic/dockerfiles/blob/8.15/elasticsearch/Dockerfile",
            tags={">=8.15": {"user": "1000"}},
        ),
    ),
    (
        ("opensearchproject/opensearch",),
        ImageFacts(
            "opensearch",
            _SEARCH,
            (9200,),
            http=True,
            exposes=(9600, 9650),
            moves=("-E", "http.port", "/usr/share/opensearch/config"),
            user="1000",
            shell=True,
            data=("/usr/share/opensearch/data",),
            starts=_SCRIPT,
            source="https://github.com/opensearch-project/opensearch-build/blob/main/docker/release/dockerfiles/opensearch.al2023.dockerfile",
        ),
    ),
    (
        ("library/solr",),
        ImageFacts(
            "solr",
            _SEARCH,
            (8983,),
            ("solr-foreground",),
            http=True,
            moves=("-p", "SOLR_PORT", "SOLR_OPTS", "/etc/default", "/docker-entrypoint-initdb.d"),
            shell=True,
            data=("/var/solr",),
            starts=_SCRIPT,
            source="https://github.com/apache/solr-docker/blob/main/9.7/Dockerfile",
            tags={">=9": {"user": "8983"}, "<8": {"data": ()}},
        ),
    ),
    (
        ("minio/minio",),
        ImageFacts(
            "minio",
            _STORAGE,
            (9000,),
            ("minio",),
            http=True,
            moves=("--address", "MINIO_ADDRESS", "--config"),
            user="root",
            shell=True,
            data=("/data",),
            starts=_SCRIPT,
            source="https://github.com/minio/minio/blob/master/Dockerfile.release",
        ),
    ),
    (
        ("library/registry",),
        ImageFacts(
            "registry",
            _STORAGE,
            (5000,),
            ("registry",),
            http=True,
            moves=("REGISTRY_HTTP_ADDR", "/etc/distribution", "/etc/docker/registry"),
            user="root",
            shell=True,
            data=("/var/lib/registry",),
            starts=_SCRIPT,
            source="https://github.com/distribution/distribution-library-image/blob/master/Dockerfile",
        ),
    ),
    (
        ("library/vault",),
        ImageFacts(
            "vault",
            _STORAGE,
            (8200,),
            ("vault",),
            user="root",
            shell=True,
            data=("/vault/file", "/vault/logs"),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/hashicorp/docker-vault/blob/master/0.X/Dockerfile",
        ),
    ),
    (
        ("hashicorp/vault",),
        ImageFacts(
            "vault",
            _STORAGE,
            (8200,),
            ("vault",),
            user="root",
            shell=True,
            data=("/vault/file", "/vault/logs"),
            starts=_SCRIPT,
            local=True,
            source="https://github.com/hashicorp/vault/blob/main/Dockerfile",
            tags={"ubi": {"user": ""}},
        ),
    ),
)
