"""Variables without which a well-known server does not start."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, NamedTuple, Scope, Severity, View, closest, label, listed, quoted, rule
from podlint.api.kubernetes import facts_of, parse_image, runs
from podlint_rules.env._known import entries


class _Wanted(NamedTuple):
    """Variables of which one must be set, the first being the usual one; `beside` only where that one is set."""

    names: tuple[str, ...]
    beside: tuple[str, ...] = ()


_POSTGRES = (_Wanted(("POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD")),)
_OF_MYSQL = ("ROOT_PASSWORD", "ROOT_PASSWORD_FILE", "ALLOW_EMPTY_PASSWORD", "RANDOM_ROOT_PASSWORD")
_MYSQL = (_Wanted(tuple(f"MYSQL_{name}" for name in _OF_MYSQL)),)
_OF_MARIADB = (*_OF_MYSQL[:2], "ALLOW_EMPTY_ROOT_PASSWORD", "RANDOM_ROOT_PASSWORD", "ROOT_PASSWORD_HASH")
_MARIADB = (
    _Wanted((*(f"MARIADB_{name}" for name in _OF_MARIADB), "MARIADB_ROOT_PASSWORD_HASH_FILE", *_MYSQL[0].names)),
)
_USER, _PASSWORD = "MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_PASSWORD"
_MONGO = (
    _Wanted((_PASSWORD, f"{_PASSWORD}_FILE"), beside=(_USER, f"{_USER}_FILE")),
    _Wanted((_USER, f"{_USER}_FILE"), beside=(_PASSWORD, f"{_PASSWORD}_FILE")),
)
_WANTED: dict[str, tuple[_Wanted, ...]] = {
    "library/postgres": _POSTGRES,
    "postgis/postgis": _POSTGRES,
    "timescale/timescaledb": _POSTGRES,
    "library/mysql": _MYSQL,
    "library/percona": _MYSQL,
    "library/mariadb": _MARIADB,
    "library/mongo": _MONGO,
    "dpage/pgadmin4": (
        _Wanted(("PGADMIN_DEFAULT_EMAIL",)),
        _Wanted(("PGADMIN_DEFAULT_PASSWORD", "PGADMIN_DEFAULT_PASSWORD_FILE")),
    ),
    "mssql/server": (
        _Wanted(("ACCEPT_EULA",)),
        _Wanted(("MSSQL_SA_PASSWORD", "SA_PASSWORD")),
    ),
}
"""By the last two parts of the repository."""
_NEEDS = ("postgres", "postgis", "timescaledb", "mysql", "percona", "mariadb", "mongo", "pgadmin4", "mssql")


@rule("server-variable-missing", severity=Severity.WARNING, scope=Scope.CONTAINER, needs=_NEEDS)
def server_variable_missing(container: View) -> Iterator[Hit]:
    """Well-known server without a variable that its image does not start without.

    ## Why is this bad?
    The images of databases make an empty data folder into a database when they first start, and want to be told the
    password of its first user. Without the variable they write an error and end: the pod is in CrashLoopBackOff. A
    name that is nearly right (`POSTGRES_PASS`) is passed over.

    The rule is silent where the variables may come from `envFrom`, and where the container runs another program.

    ## Example
    ```yaml bad
    name: db
    image: postgres:17
    env:
      - {name: POSTGRES_USER, value: shop}
    ```

    ## Use instead
    ```yaml good
    name: db
    image: postgres:17
    env:
      - {name: POSTGRES_USER, value: shop}
      - {name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
    ```

    ## References
    - https://github.com/docker-library/docs/blob/master/postgres/content.md
    - https://github.com/docker-library/docs/blob/master/mysql/content.md
    """
    image = parse_image(container.text("image") or "")
    wanted = _WANTED.get(image.owned) if image is not None else None
    server = facts_of(container) if wanted else None
    known = entries(container) if server is not None else None
    if wanted is None or server is None or known is None or container.get("envFrom") or not runs(container, server):
        return
    if container.object.partial or not container.complete("envFrom") or not container.understood("env", EACH, "name"):
        return
    names = dict(known)
    for one in wanted:
        if names.keys() & {*one.names} or (one.beside and not names.keys() & {*one.beside}):
            continue
        near = closest(one.names[0], [name for name in names if name not in _all(wanted)])
        slip = names[near] if near is not None else None
        others = f" (or {listed(one.names[1:], last='or')})" if len(one.names) > 1 else ""
        where = " with an empty data folder" if server.data else ""
        message = f"{label(container)} runs {server.name} without {one.names[0]}: its image does not start{where}"
        if slip is not None:
            yield slip.hit(
                f"{message}, and {quoted(near or '')} is not read", "name", help=f"did you mean {one.names[0]}?"
            )
        else:
            yield container.hit(message, "image", help=f"set {one.names[0]} under env{others}")


def _all(wanted: tuple[_Wanted, ...]) -> set[str]:
    return {name for one in wanted for name in one.names}
