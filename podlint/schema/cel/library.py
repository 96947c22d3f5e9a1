"""The functions that an API server's CEL has: what each takes and gives.

After "Common Expression Language in Kubernetes" of the Kubernetes documentation and the libraries that it names. A line
is a name and its forms: `string.(int) -> string` is a method of a string, `(string) -> IP` a function. `A` and `B` are
any types; names in capitals are those of the server. A line that is indented goes on with the one before it.
"""

from __future__ import annotations

from functools import lru_cache

from podlint.schema.cel.types import Type
from podlint.tuples import NamedTuple


class Form(NamedTuple):
    """One form of a function; a method takes what it is called on first."""

    takes: tuple[Type, ...]
    gives: Type
    method: bool


_TABLE = """
size: (string)->int (bytes)->int (list(A))->int (map(A,B))->int string.()->int bytes.()->int list(A).()->int
  map(A,B).()->int
type: (A)->type
bool: (bool)->bool (string)->bool
bytes: (bytes)->bytes (string)->bytes
double: (double)->double (int)->double (string)->double (uint)->double
duration: (duration)->duration (int)->duration (string)->duration
dyn: (A)->dyn
int: (int)->int (double)->int (duration)->int (string)->int (timestamp)->int (uint)->int
string: (string)->string (bool)->string (bytes)->string (double)->string (duration)->string (int)->string
  (timestamp)->string (uint)->string (IP)->string (CIDR)->string
timestamp: (timestamp)->timestamp (int)->timestamp (string)->timestamp
uint: (uint)->uint (double)->uint (int)->uint (string)->uint
contains: string.(string)->bool
endsWith: string.(string)->bool
startsWith: string.(string)->bool
matches: (string,string)->bool string.(string)->bool
getFullYear getMonth getDayOfYear getDayOfMonth getDate getDayOfWeek: timestamp.()->int timestamp.(string)->int
getHours getMinutes getSeconds getMilliseconds: timestamp.()->int timestamp.(string)->int duration.()->int
charAt: string.(int)->string
indexOf: string.(string)->int string.(string,int)->int list(A).(A)->int
lastIndexOf: string.(string)->int string.(string,int)->int list(A).(A)->int
lowerAscii upperAscii trim: string.()->string
replace: string.(string,string)->string string.(string,string,int)->string
split: string.(string)->list(string) string.(string,int)->list(string)
substring: string.(int)->string string.(int,int)->string
format: string.(list(dyn))->string
strings.quote: (string)->string
join: list(string).()->string list(string).(string)->string
reverse: list(A).()->list(A)
slice: list(A).(int,int)->list(A)
flatten: list(list(A)).()->list(A) list(dyn).(int)->list(dyn)
sort: {sorted}
lists.range: (int)->list(int)
distinct: list(A).()->list(A)
sets.contains sets.equivalent sets.intersects: (list(A),list(A))->bool
optional.of optional.ofNonZeroValue: (A)->optional(A)
optional.none: ()->optional(A)
value: optional(A).()->A
hasValue: optional(A).()->bool
or: optional(A).(optional(A))->optional(A)
orValue: optional(A).(A)->A
first last: list(A).()->optional(A)
optional.unwrap: (list(optional(A)))->list(A)
unwrapOpt: list(optional(A)).()->list(A)
isSorted: {ordered}
sum: {summed}
min max: {least}
find: string.(string)->string
findAll: string.(string)->list(string) string.(string,int)->list(string)
url: (string)->URL
isURL: (string)->bool
getScheme getHost getHostname getPort getEscapedPath: URL.()->string
getQuery: URL.()->map(string,list(string))
quantity: (string)->Quantity
isQuantity: (string)->bool
sign: Quantity.()->int
isGreaterThan isLessThan: Quantity.(Quantity)->bool Semver.(Semver)->bool
compareTo: Quantity.(Quantity)->int Semver.(Semver)->int
asApproximateFloat: Quantity.()->double
asInteger: Quantity.()->int
isInteger: Quantity.()->bool
add sub: Quantity.(Quantity)->Quantity Quantity.(int)->Quantity
semver: (string)->Semver (string,bool)->Semver
isSemver: (string)->bool (string,bool)->bool
major minor patch: Semver.()->int
ip: (string)->IP CIDR.()->IP
family: IP.()->int
ip.isCanonical: (string)->bool
isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast: IP.()->bool
isIP isCIDR: (string)->bool
cidr: (string)->CIDR
containsIP: CIDR.(string)->bool CIDR.(IP)->bool
containsCIDR: CIDR.(string)->bool CIDR.(CIDR)->bool
prefixLength: CIDR.()->int
masked: CIDR.()->CIDR
format.named: (string)->optional(Format)
validate: Format.(string)->optional(list(string))
format.dns1123Label format.dns1123Subdomain format.dns1035Label format.qualifiedName format.dns1123LabelPrefix:
  ()->Format
format.dns1123SubdomainPrefix format.dns1035LabelPrefix format.labelValue format.uri format.uuid: ()->Format
format.byte format.date format.datetime: ()->Format
path: Authorizer.(string)->PathCheck
group: Authorizer.(string)->GroupCheck
serviceAccount: Authorizer.(string,string)->Authorizer
resource: GroupCheck.(string)->ResourceCheck
subresource namespace name fieldSelector labelSelector: ResourceCheck.(string)->ResourceCheck
check: PathCheck.(string)->Decision ResourceCheck.(string)->Decision
allowed errored: Decision.()->bool
error reason: Decision.()->string
jsonpatch.escapeKey: (string)->string
_?_:_: (bool,A,A)->A
!_: (bool)->bool
-_: (double)->double (int)->int
_==_ _!=_: (A,A)->bool
_+_: (bytes,bytes)->bytes (double,double)->double (duration,duration)->duration (duration,timestamp)->timestamp
  (timestamp,duration)->timestamp (int,int)->int (list(A),list(A))->list(A) (string,string)->string
  (uint,uint)->uint
_-_: (double,double)->double (duration,duration)->duration (int,int)->int (timestamp,duration)->timestamp
  (timestamp,timestamp)->duration (uint,uint)->uint
_*_ _/_: (double,double)->double (int,int)->int (uint,uint)->uint
_%_: (int,int)->int (uint,uint)->uint
_<_ _<=_ _>_ _>=_: {compared}
_[_]: (list(A),int)->A (map(A,B),A)->B (optional(list(A)),int)->optional(A) (optional(map(A,B)),A)->optional(B)
_[?_]: (list(A),int)->optional(A) (optional(list(A)),int)->optional(A) (map(A,B),A)->optional(B)
  (optional(map(A,B)),A)->optional(B)
@in: (A,list(A))->bool (A,map(A,B))->bool
"""
_ORDERED = ("int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes")
_NUMBERS = ("int", "uint", "double")
_GROUPS = {
    "{sorted}": " ".join(f"list({name}).()->list({name})" for name in _ORDERED),
    "{ordered}": " ".join(f"list({name}).()->bool" for name in _ORDERED),
    "{least}": " ".join(f"list({name}).()->{name}" for name in _ORDERED),
    "{summed}": " ".join(f"list({name}).()->{name}" for name in (*_NUMBERS, "duration")),
    "{compared}": " ".join(
        f"({one},{other})->bool"
        for one in _ORDERED
        for other in _ORDERED
        if one == other or (one in _NUMBERS and other in _NUMBERS)
    ),
}
_FREE = {"A": Type("free", number=-1), "B": Type("free", number=-2)}


@lru_cache(maxsize=1)
def functions() -> dict[str, tuple[Form, ...]]:
    """Every function by its name, operators among them."""
    found: dict[str, tuple[Form, ...]] = {}
    for line in _TABLE.strip().replace("\n  ", " ").splitlines():
        names, _, forms = line.partition(": ")
        for mark, group in _GROUPS.items():
            forms = forms.replace(mark, group)
        parsed = tuple(_form(form) for form in forms.split())
        for name in names.split():
            found[name] = parsed
    return found


def _form(text: str) -> Form:
    before, _, gives = text.partition("->")
    target = ""
    if not before.startswith("("):
        target, _, before = before.rpartition(".(")
        before = f"({before}"
    takes = ([target] if target else []) + _split(before[1:-1])
    return Form(tuple(map(type_of, takes)), type_of(gives), bool(target))


def _split(text: str) -> list[str]:
    """The parts between commas that stand in no brackets."""
    parts: list[str] = []
    deep, start = 0, 0
    for at, mark in enumerate(text):
        deep += (mark == "(") - (mark == ")")
        if mark == "," and deep == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]] if text else []


def type_of(text: str) -> Type:
    """A type as the table writes it: `list(string)`, `A`, `Quantity`."""
    if text in _FREE:
        return _FREE[text]
    name, bracket, inner = text.partition("(")
    if bracket:
        return Type(name, tuple(map(type_of, _split(inner[:-1]))))
    return Type("opaque", name=name) if name[0].isupper() else Type(name)
