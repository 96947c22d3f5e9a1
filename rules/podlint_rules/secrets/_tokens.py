"""Private keys and the tokens of providers, by the forms that nothing else has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from podlint.api import NamedTuple
from podlint_rules.secrets._literals import stands_in


class Token(NamedTuple):
    """A secret in a text: what it is, and where it stands."""

    what: str
    start: int
    end: int


_BEGINS = "PRIVATE KEY"
_BEGIN = r"-----BEGIN ((?:[A-Z0-9]+ ){0,3})PRIVATE KEY(?: BLOCK)?-----"
_CUT_SHORT = re.compile(r"\.\.|…|<|\$|\*\*|\[")
_AWS = r"(?:(?i:aws)_?)?(?:[Ss]ecret_?[Aa]ccess_?[Kk]ey|SECRET_ACCESS_KEY)[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9/+]{40}"
_FORMS: tuple[tuple[str, str, str], ...] = (
    ("a GitHub token", "ghp_", r"ghp_[A-Za-z0-9]{36,251}"),
    ("a GitHub token", "ghs_", r"ghs_[A-Za-z0-9]{36,251}"),
    ("a GitHub token", "gho_", r"gho_[A-Za-z0-9]{36,251}"),
    ("a GitHub token", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    ("a GitLab token", "glpat-", r"glpat-[\w-]{20,}"),
    ("a GitLab token", "glrt-", r"glrt-[\w-]{20,}"),
    ("a GitLab token", "gldt-", r"gldt-[\w-]{20,}"),
    ("a Slack token", "xox", r"xox[abeoprs]-(?:\d{5,20}-){1,3}[A-Za-z0-9-]{16,}"),
    ("a Slack token", "xapp-", r"xapp-\d-[A-Z0-9]+-\d+-[a-f0-9]{32,}"),
    (
        "the address of a Slack webhook",
        "hooks.slack.com/",
        r"https://hooks\.slack\.com/(?:services|workflows)/T[A-Z0-9]{7,}/[AB][A-Z0-9]{7,}/[A-Za-z0-9]{18,}",
    ),
    (
        "the address of a Discord webhook",
        "/api/webhooks/",
        r"https://(?:canary\.|ptb\.)?discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,}",
    ),
    ("a Stripe key", "k_live_", r"[sr]k_live_[A-Za-z0-9]{20,}"),
    ("a Google client secret", "GOCSPX-", r"GOCSPX-[\w-]{28}"),
    ("a SendGrid key", "SG.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    ("an npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    ("a PyPI token", "pypi-", r"pypi-AgE[\w-]{50,}"),
    ("a Docker token", "dckr_", r"dckr_[op]at_[\w-]{24,}"),
    ("a Vault token", "hvs.", r"hvs\.[\w-]{24,}"),
    ("a Terraform token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}"),
    ("an OpenAI key", "sk-", r"sk-(?:proj|svcacct|admin)-[\w-]{40,}|sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"),
    ("an Anthropic key", "sk-ant-", r"sk-ant-[\w-]{40,}"),
    ("a DigitalOcean token", "_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    ("an Azure account key", "AccountKey=", r"AccountKey=[A-Za-z0-9+/]{86}=="),
    ("a Telegram token", ":AA", r"\d{8,10}:AA[\w-]{33}"),
    ("a Shopify token", "shp", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    ("a Grafana token", "glsa_", r"glsa_[A-Za-z0-9]{32}_[a-f0-9]{8}"),
    ("a Databricks token", "dapi", r"dapi[a-f0-9]{32}"),
    ("a Hugging Face token", "hf_", r"hf_[A-Za-z]{34}"),
    ("a New Relic key", "NRAK-", r"NRAK-[A-Z0-9]{27}"),
    ("an age key", "AGE-SECRET-KEY-1", r"AGE-SECRET-KEY-1[0-9A-Z]{58}"),
    ("an AWS secret access key", "ecret_access_key", _AWS),
    ("an AWS secret access key", "ecretAccessKey", _AWS),
    ("an AWS secret access key", "SECRET_ACCESS_KEY", _AWS),
)
"""What it is, a text that is in all of its kind, and its form."""
_SIGNS = (_BEGINS, *dict.fromkeys(sign for _, sign, _ in _FORMS))
_LONGEST = 200
"""Characters of a text that is kept to be known again."""


def tokens(text: str) -> Iterator[Token]:
    """The private keys and tokens in a text; those with all too few different characters are made up."""
    if not may_hold(text):
        return
    if _BEGINS in text:
        yield from _private_keys(text)
    for what, sign, form in _FORMS:
        if sign in text:
            for found in re.finditer(rf"(?<![A-Za-z0-9_-])(?:{form})(?![A-Za-z0-9_-])", text):
                secret = re.split(r"[/:=\"'\s]", found[0].rstrip("="))[-1]
                if not _made_up(secret):
                    yield Token(what, *found.span())


def may_hold(text: str) -> bool:
    """Whether a text has the sign of a token or private key in it; of nearly all it is soon seen that they do not."""
    if len(text) < 26:
        return False
    return _has_sign(text) if len(text) > _LONGEST else _remembered(text)


def _has_sign(text: str) -> bool:
    return any(sign in text for sign in _SIGNS)


_remembered = lru_cache(maxsize=1024)(_has_sign)
"""For short texts: the same addresses and arguments stand in many manifests."""


def _private_keys(text: str) -> Iterator[Token]:
    """Blocks of PEM that hold a key, and are not cut short."""
    for found in re.finditer(_BEGIN, text):
        rest = text[found.end() : found.end() + 600].replace("\\n", "\n").replace("\\r", "")
        body = rest.partition("-----")[0]
        run = re.search(r"[A-Za-z0-9+/]{24,}", body)
        if run is not None and not _made_up(run[0]) and (len(run[0]) > 47 or not _CUT_SHORT.search(body)):
            yield Token(f"a private key ({found[1]}PRIVATE KEY)", *found.span())


def _made_up(secret: str) -> bool:
    """Whether a text has the form of a secret, but is written by hand: `xxxx`, `...EXAMPLE`."""
    if len(set(secret[-20:])) < 6 or "EXAMPLE" in secret.upper():
        return True
    return len(secret) < 60 and stands_in(secret)
