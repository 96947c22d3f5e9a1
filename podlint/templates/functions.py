"""The functions that Helm's templates have, and words in actions that are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.templates.actions import Action

_GO = """
and break call continue eq ge gt html index js le len lt ne not or print printf println slice urlquery
true false nil if else end range with define block template
"""
_HELM = """
fail fromJson fromJsonArray fromToml fromYaml fromYamlArray include lookup mustToJson mustToToml mustToYaml required
toJson toToml toYaml toYamlPretty tpl
"""
_SPRIG = """
abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base bcrypt
biggest buildCustomCert camelcase cat ceil chunk clean coalesce compact concat contains date dateInZone dateModify
date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword dict dig dir div divf duration
durationRound empty encryptAES ext first float64 floor genCA genCAWithKey genPrivateKey genSelfSignedCert
genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName has hasKey hasPrefix hasSuffix hello
htmlDate htmlDateInZone htpasswd indent initial initials int int64 isAbs join kebabcase keys kindIs kindOf last list
lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy
mustFirst mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind
mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse
mustSlice mustToDate mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify nindent nospace now omit
osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes
randInt randNumeric regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit
repeat replace rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle snakecase sortAlpha
split splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal toPrettyJson toRawJson toString
toStrings trim trimAll trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset until
untilStep untitle upper urlJoin urlParse uuidv4 values without wrap wrapWith
"""
FUNCTIONS = frozenset(f"{_GO} {_HELM} {_SPRIG}".split())
"""Words that may stand in an action by themselves: functions of Go, Helm and Sprig, and the words of the language."""
_TOKEN = re.compile(
    r""""(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\.[^\W\d]\w*|\$\w*|\.?\d[\w.]*|([^\W\d]\w*)""", re.DOTALL
)


def unknown(text: str, action: Action) -> Iterator[tuple[str, Span]]:
    """The words of an action that must be functions, and that Helm does not know; with where they stand."""
    start, end = action.span
    if action.word == "/*":
        return
    for match in _TOKEN.finditer(text, start + 2, end - 2):
        if match[1] is not None and match[1] not in FUNCTIONS:
            yield match[1], Span(*match.span(1))
