"""Which names say that a value is secret, and which values are secrets as they are written."""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from functools import lru_cache
from math import log2

from podlint.api import is_placeholder


class Says(Enum):
    """How surely a name says that its value is a secret."""

    PASSWORD = "a password"
    SECRET = "a secret"
    MAYBE = "a secret where the value looks like one"


_SECRETS_OF = (
    "access|api|app|application|auth|client|consumer|cookie|crypto|csrf|django|encryption|flask|hash|hmac|http|jwt|"
    "nextauth|oauth|oauth2|peer|rpc|session|shared|signing|state|token|webhook"
)
_KEYS_OF = (
    "access|account|admin|api|app|auth|crypto|encrypt|encryption|hmac|integration|jwt|license|master|private|"
    "secret|service|sign|signing|ssh|storage"
)
_NOT_SECRET = (
    "allow|allowed|ask|can|change|check|disable|disabled|empty|enable|enabled|encode|expire|forgot|generate|has|"
    "hide|is|max|min|no|pub|public|publishable|prompt|random|react|remember|require|required|reset|save|show|"
    "skip|use|validate|verify|vite|with|without"
)
"""Words of names that are about a secret, or of one that everybody may know."""

_OF_CLOUDS = (
    "alibaba_cloud_access_key_secret alicloud_secret_key arm_access_key arm_client_secret aws_secret_access_key "
    "aws_secret_key aws_session_token azure_client_certificate_password azure_client_secret azure_password "
    "azure_storage_access_key azure_storage_account_key azure_storage_connection_string azure_storage_key "
    "azure_storage_sas_token b_application_key cloudflare_api_key cloudflare_api_token digitalocean_access_token "
    "digitalocean_token gcp_service_account_key google_application_credentials google_application_credentials_json "
    "google_credentials google_oauth_access_token google_service_account_key hcloud_token heroku_api_key "
    "ibmcloud_api_key linode_token oci_private_key os_password ovh_application_secret ovh_consumer_key scw_secret_key "
    "tencentcloud_secret_key vultr_api_key"
)
_CLOUD = frozenset(_OF_CLOUDS.split())
"""The variables and keys from which the tools of clouds read their credentials, in lower case and without numbers."""

_OF_SERVERS = (
    "airflow_core_fernet_key ci_server_token consul_http_token couchdb_secret dd_api_key dd_app_key "
    "docker_influxdb_init_admin_token elasticsearch_serviceaccounttoken gitea_security_internal_token "
    "hasura_graphql_admin_secret me_config_site_cookiesecret me_config_site_sessionsecret meili_master_key "
    "n_n_encryption_key neo_j_auth new_relic_license_key rabbitmq_erlang_cookie rails_master_key ts_authkey "
    "tunnel_token typesense_api_key vault_token wordpress_auth_key wordpress_auth_salt wordpress_logged_in_key "
    "wordpress_logged_in_salt wordpress_nonce_key wordpress_nonce_salt wordpress_secure_auth_key "
    "wordpress_secure_auth_salt xpack_encryptedsavedobjects_encryptionkey"
)
_SERVER = frozenset(_OF_SERVERS.split())
"""The variables from which servers of well-known images read their secrets, written as those of clouds."""

_PASSWORD = r"\w*(password|passwd|passphrase)|(admin|db|mail|my|mysql|pg|redis|root|smtp|sql|user)(pass|pwd)"
_STANDS_IN = (
    r"chang(e|ed)?(me|it|this|in)|replace(me|d|this|with)|overrid|overwrit|setme|setthis|fillin|fixme|todo|insert|"
    r"placeholder|redacted|example|sample|dummy|fake|goeshere|valuehere|keyhere|tokenhere|notused|unused|notneeded|"
    r"ignored|xxx|^(put|enter|add|use)?your|^my(own)?(password|token|api|key)\n?\Z|^(enter|put|add)(the|a|here)"
)
_LEET = str.maketrans("01345789@$", "oleastbgas")
_WORD = (
    r"(?i)true|false|yes|no|on|off|none|null|nil|undefined|unset|default|auto|optional|required|enabled?|disabled?|"
    r"prompt|string|[-+]?[\d.,_: ]+(ms|[smhd])?"
)
_REFERENCE = (
    r"(?i)ref\+|(vault|op|sm|ssm|gcpsm|awssm|awsps|azkv|akv|kv|keyvault|secretsmanager|gcp|aws|azure|file|env|secret|"
    r"secrets|k8s|bao|doppler|infisical|bws):|arn:|projects/[^/]+/secrets/|@microsoft\.keyvault|enc\(|"
    r"(\.{0,2}|~)/[\w@.+/-]*\n?\Z|[a-z]:\\"
)
_STAND_IN_FORM = r"<.*>|\[.*\]|\{.*\}|%.*%|\*.*\*|\$\{?\w+\}?|.*\$\(.*|.*\.\.\..*|.*…"
_SAMPLE = r"(?i)\s|12345678|abcdefg|qwerty|deadbeef"
_URL = r"[a-zA-Z][a-zA-Z0-9+.-]{0,30}://[^\s/?#@:]*:([^\s/?#]+)@[^\s@]"
_CONNECTION = r"(?i)(?:^|[;?&]|(?<=[\w\"';])\s)\s?(?:password|pwd)\s?=\s?[\"']?([^;&\s'\"]+)"
_OBJECT_NAME = r"[a-z0-9]+([.-][a-z0-9]+)+|password|token|secret|key|value|data|credentials"


def is_of_cloud(name: str) -> bool:
    """Whether a name is one that the tools of a cloud read their credentials from."""
    return "_".join(_words(name)) in _CLOUD


@lru_cache(maxsize=1024)
def says(name: str) -> Says | None:
    """What a name says of its value; None where it does not say that it is secret.

    The last words decide: `DB_PASSWORD`, but not `DB_PASSWORD_FILE` nor `SECRET_NAME`.
    """
    words = _words(name)
    if (whole := "_".join(words)) in _SERVER:
        return Says.SECRET
    if whole in _CLOUD:
        return Says.PASSWORD if words[-1] == "password" else Says.SECRET
    if not words or any(re.fullmatch(_NOT_SECRET, word) for word in words):
        return None
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if re.fullmatch(_PASSWORD, last) or (last in ("pass", "pwd") and before):
        return Says.PASSWORD
    if re.fullmatch(rf"({_SECRETS_OF}) secret|.* ?(api|app|client|jwt)secret", f"{before} {last}".strip()):
        return Says.SECRET
    if re.search(r"(^|_)(secret_?(access_?)?key|secret_key_base|secret_token)\Z", whole):
        return Says.SECRET
    if last in ("auth", "apikey", "authtoken", "credential", "credentials", "creds", "secret", "token"):
        return Says.MAYBE
    return Says.MAYBE if last == "key" and re.fullmatch(_KEYS_OF, before) else None


def _words(name: str) -> list[str]:
    """The words of a name in lower case, without the numbers behind them."""
    spread = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    words = [word.rstrip("0123456789") or word for word in re.split(r"[^a-z0-9]+", spread.lower()) if word]
    while words and words[-1].isdigit():
        words.pop()
    return words


def is_secret(name: str, value: str) -> bool:
    """Whether a value is a secret as it is written under that name, and neither a placeholder nor a reference."""
    said = says(name)
    text = value.strip()
    if said is None or not is_literal(text) or _repeats(name, text):
        return False
    if "://" in text:
        return False
    if said is Says.MAYBE:
        return looks_random(text)
    # What a SECRET bears in lower-case letters and dashes may be the name of a Secret, or of a key in one.
    return said is Says.PASSWORD or looks_random(text) or re.fullmatch(_OBJECT_NAME, text) is None


def is_literal(text: str) -> bool:
    """Whether a text is a value that is used as it is written: no placeholder, reference, path, switch or number."""
    if len(text) < 2 or re.fullmatch(r"[xX*.#?_-]+|(.)\1+", text) or is_placeholder(text):
        return False
    if re.fullmatch(_WORD, text) or re.match(_REFERENCE, text) or re.fullmatch(_STAND_IN_FORM, text, re.DOTALL):
        return False
    return not stands_in(text)


def stands_in(text: str) -> bool:
    """Whether a text says that it is to be replaced: `changeme`, `your-password`, `EXAMPLE`."""
    small = text.lower()
    letters = (re.sub(r"[^a-z]", "", form) for form in (small, small.translate(_LEET)))
    return any(re.search(_STANDS_IN, form) for form in letters)


def embedded(value: str) -> tuple[int, int] | None:
    """Where a password stands in a URL or a connection string; None where there is none, or no literal one."""
    found = None
    if "://" in value:
        found = re.search(_URL, value)
    if found is None and "=" in value and "\n" not in value:
        found = re.search(_CONNECTION, value)
    if found is None or re.match(r"[$<{%*]", found[1]) or "${" in found[1] or "$(" in found[1]:
        return None
    example = re.match(r"(user|username|\W.*):(pass|password|passwd|pwd|secret)@", found[0].partition("://")[2])
    if example or not is_literal(found[1]):
        return None
    return found.span(1)


def looks_random(text: str) -> bool:
    """Whether a text was made by a generator: 16 characters or more, digits among the letters, no words."""
    in_order = "abcd" in text.lower() and ("1234" in text or "5678" in text)
    if len(text) < 16 or in_order or re.search(_SAMPLE, text):
        return False
    pieces = re.split(r"[^A-Za-z0-9]+", text)
    if all(re.fullmatch(r"[A-Za-z]*\d{0,4}|v?\d+[a-z]?", piece) for piece in pieces):
        return False
    longest = max(pieces, key=len)
    if len(longest) < 16 and any(re.fullmatch(r"[a-z]{4,}", piece) for piece in pieces):
        return False
    return len(re.findall(r"[A-Za-z](?=\d)|\d(?=[A-Za-z])", text)) > 2 and _entropy(text) > 3


def _repeats(name: str, text: str) -> bool:
    """Whether a value only says the name again, or stands for another: `DB_PASSWORD`, `MY_SECRET_VAL`."""
    if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", text):
        return True
    return text.isupper() and text.isalpha() and text in name.upper()


def _entropy(text: str) -> float:
    """The bits of information in each character, by how often the characters occur."""
    total = len(text)
    return -sum(count / total * log2(count / total) for count in Counter(text).values())
