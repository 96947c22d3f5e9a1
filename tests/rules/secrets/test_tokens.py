"""The forms of providers' tokens, made here: written out they would be taken for leaks by those who scan this tree."""

from __future__ import annotations

import random
import string

import pytest

from podlint_rules.secrets._tokens import tokens

LETTERS, DIGITS = string.ascii_letters, string.digits
FORMS = {
    "a GitHub token": "ghp_{w36}",
    "a GitLab token": "glpat-{w20}",
    "a Slack token": "xoxb-{d12}-{d12}-{w24}",
    "the address of a Slack webhook": "https://hooks.slack.com/services/T0{u8}/B0{u9}/{w24}",
    "the address of a Discord webhook": "https://discord.com/api/webhooks/{d18}/{w68}",
    "a Stripe key": "sk_live_{w24}",
    "a Google client secret": "GOCSPX-{w28}",
    "a SendGrid key": "SG.{w22}.{w43}",
    "an npm token": "npm_{w36}",
    "a PyPI token": "pypi-AgEIcHlwaS5vcmc{w60}",
    "a Docker token": "dckr_pat_{w27}",
    "a Vault token": "hvs.{w90}",
    "a Terraform token": "{w14}.atlasv1.{w67}",
    "an OpenAI key": "sk-proj-{w100}",
    "an Anthropic key": "sk-ant-api03-{w90}",
    "a DigitalOcean token": "dop_v1_{x64}",
    "an Azure account key": "AccountKey={w86}==",
    "a Telegram token": "{d9}:AA{w33}",
    "a Shopify token": "shpat_{x32}",
    "a Grafana token": "glsa_{w32}_{x8}",
    "a Databricks token": "dapi{x32}",
    "a Hugging Face token": "hf_{l34}",
    "a New Relic key": "NRAK-{u27}",
    "an age key": "AGE-SECRET-KEY-1{u58}",
    "an AWS secret access key": "AWS_SECRET_ACCESS_KEY={w40}",
}
KINDS = {
    "w": LETTERS + DIGITS,
    "d": DIGITS,
    "u": string.ascii_uppercase + DIGITS,
    "x": "0123456789abcdef",
    "l": LETTERS,
}


class Made(dict[str, str]):
    def __missing__(self, key: str) -> str:
        chance = random.Random(key)
        return "".join(chance.choice(KINDS[key[0]]) for _ in range(int(key[1:])))


@pytest.mark.parametrize("what", FORMS)
def test_a_token_is_found_where_it_stands(what: str) -> None:
    token = FORMS[what].format_map(Made())
    text = f"before: x\nit = '{token}'\n"
    (found,) = tokens(text)
    assert found.what == what
    assert text[found.start : found.end] == token


@pytest.mark.parametrize("what", FORMS)
def test_one_of_equal_characters_is_made_up(what: str) -> None:
    token = FORMS[what].format_map({key: key[0] * int(key[1:]) for key in keys_of(FORMS[what])})
    assert not list(tokens(f"it = '{token}'\n"))


def keys_of(form: str) -> list[str]:
    return [key for _, key, _, _ in string.Formatter().parse(form) if key]
