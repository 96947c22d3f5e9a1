"""Kubernetes' own functions, by the examples of its documentation and by what the server's library says beyond them."""

from __future__ import annotations

import pytest

from podlint.schema.cel import judge

pytest.importorskip("cel_expr_python")

TRUE = """
[1, 2, 3].isSorted()
['a', 'b', 'b', 'c'].isSorted()
![2.0, 1.0].isSorted()
[].isSorted()
[1, 3].sum() == 4
[1.0, 3.0].sum() == 4.0
[duration('1m'), duration('1s')].sum() == duration('1m1s')
[].sum() == 0
[1, 3].min() == 1
['a', 'c', 'b'].max() == 'c'
[duration('1m'), duration('1s')].min() == duration('1s')
[1, 2, 2, 3].indexOf(2) == 1
['a', 'b', 'b', 'c'].lastIndexOf('b') == 2
[1.0].indexOf(1.1) == -1
'abc 123'.find('[0-9]+') == '123'
'abc 123'.find('[0-9]*') == ''
'abc 123'.find('xyz') == ''
'abc 123'.find('([a-c])([b-d])') == 'ab'
'a(b'.find('[(]b') == '(b'
'123 abc 456'.findAll('[0-9]+') == ['123', '456']
'123 abc 456'.findAll('[0-9]+', 1) == ['123']
'123 abc 456'.findAll('xyz') == []
isURL('https://user:pass@example.com:80/path?query=val#fragment')
isURL('/absolute-path')
!isURL('https://a:b:c/')
!isURL('../relative-path')
!isURL('https://a b/')
!isURL('https://[::1/')
url('/path').getScheme() == ''
url('https://example.com/').getScheme() == 'https'
url('https://example.com:80/').getHost() == 'example.com:80'
url('https://[::1]:80/').getHost() == '[::1]:80'
url('https://[::1]:80/').getHostname() == '::1'
url('/path').getHostname() == ''
url('https://example.com:80/').getPort() == '80'
url('https://[::1]/').getPort() == ''
url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/'
url('https://example.com').getEscapedPath() == ''
url('mailto:somebody').getEscapedPath() == ''
url('https://example.com/path?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}
url('https://example.com/?a key=a value').getQuery() == {'a key': ['a value']}
url('https://example.com/path').getQuery() == {}
isIP('127.0.0.1') && isIP('::1')
!isIP('127.0.0.256') && !isIP(':::1') && !isIP('::ffff:1.2.3.4') && !isIP('fe80::1%eth0') && !isIP('01.2.3.4')
ip.isCanonical('127.0.0.1') && ip.isCanonical('2001:db8::abcd')
!ip.isCanonical('2001:DB8::ABCD') && !ip.isCanonical('2001:db8::0:0:0:abcd')
ip('127.0.0.1').family() == 4 && ip('::1').family() == 6
ip('0.0.0.0').isUnspecified() && !ip('::1').isUnspecified()
ip('127.0.0.1').isLoopback() && !ip('192.168.0.1').isLoopback()
ip('224.0.0.1').isLinkLocalMulticast() && !ip('224.0.1.1').isLinkLocalMulticast()
ip('ff02::1').isLinkLocalMulticast()
ip('169.254.169.254').isLinkLocalUnicast() && ip('fe80::1').isLinkLocalUnicast() && !ip('fd80::1').isLinkLocalUnicast()
ip('192.168.0.1').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast() && !ip('ff00::1').isGlobalUnicast()
ip('2001:DB8::1') == ip('2001:db8::1')
string(ip('2001:DB8::1')) == '2001:db8::1'
isCIDR('192.168.0.0/16') && isCIDR('::1/128')
!isCIDR('192.168.0.0/33') && !isCIDR('::1/129') && !isCIDR('10.0.0.0/08')
cidr('192.168.0.0/24').containsIP(ip('192.168.0.1')) && !cidr('192.168.0.0/24').containsIP('192.168.1.1')
cidr('192.168.0.0/16').containsCIDR(cidr('192.168.10.0/24')) && !cidr('192.168.1.0/24').containsCIDR('192.168.2.0/24')
cidr('192.168.0.1/24').ip() == ip('192.168.0.1')
cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24') && cidr('192.168.0.1/24') != cidr('192.168.0.0/24')
cidr('192.168.0.0/16').prefixLength() == 16
string(cidr('192.168.0.0/16')) == '192.168.0.0/16'
isQuantity('1.3G') && isQuantity('1.3Gi') && isQuantity('10000k')
!isQuantity('1,3G') && !isQuantity('200K') && !isQuantity('Three') && !isQuantity(' 1')
quantity('50000000G').isInteger() && !quantity('9999999999999999999999999999999999999G').isInteger()
quantity('50k').asInteger() == 50000
quantity('50k').sub(20000).asApproximateFloat() == 30000.0
quantity('-1').sign() == -1
quantity('50k').add(quantity('20k')) == quantity('70k')
quantity('50k').add(20).sub(quantity('100k')).sub(-50000) == quantity('20')
quantity('200M').compareTo(quantity('0.2G')) == 0
quantity('50M').compareTo(quantity('50Mi')) == -1
quantity('150Mi').isGreaterThan(quantity('100Mi')) && quantity('50M').isLessThan(quantity('100M'))
quantity('0.0000000001') == quantity('1n')
isSemver('1.0.0') && isSemver('0.1.0-alpha.1') && !isSemver('hello') && !isSemver('v1.0') && !isSemver('01.0.0')
isSemver('v1.0', true) && semver('v1.0.0', true) == semver('1.0.0') && semver('01.01.01', true) == semver('1.1.1')
semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3
semver('1.2.3').compareTo(semver('2.0.0')) == -1
semver('1.2.3-rc.2').isLessThan(semver('1.2.3-rc.10')) && semver('1.2.3').isGreaterThan(semver('1.2.3-rc.10'))
!format.dns1123Label().validate('my-label-name').hasValue()
format.dns1123Label().validate('contains.dots').hasValue()
format.dns1123Label().validate('Contains').value().size() == 1
!format.dns1123Subdomain().validate('apiextensions.k8s.io').hasValue()
!format.dns1123LabelPrefix().validate('my-label-prefix-').hasValue()
!format.qualifiedName().validate('apiextensions.k8s.io/v1beta1').hasValue()
!format.labelValue().validate('').hasValue()
!format.uri().validate('http://example.com').hasValue()
!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()
!format.byte().validate('aGVsbG8=').hasValue()
!format.date().validate('2021-01-01').hasValue() && format.date().validate('2021-13-01').hasValue()
!format.datetime().validate('2021-01-01T00:00:00Z').hasValue()
format.named('dns1123Label').value().validate('a.b').hasValue() && !format.named('no such').hasValue()
'hello'.charAt(1) == 'e' && 'a,b'.split(',') == ['a', 'b'] && ['a', 'b'].join('-') == 'a-b' && ' a '.trim() == 'a'
'aBc'.lowerAscii() == 'abc' && 'abc'.replace('b', 'x') == 'axc' && 'abc'.substring(1) == 'bc'
sets.contains([1, 2], [1]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])
[1, 2].all(i, v, i < v) && [1, 2].transformList(i, v, i + v) == [1, 3] && {'a': 1}.exists(k, v, v == 1)
optional.of(1).hasValue() && {'a': 1}.?b.orValue(2) == 2 && [1][?0].orValue(2) == 1
optional.of(1).optMap(x, x + 1).value() == 2 && cel.bind(x, 1, x == 1)
type('a') == string && timestamp('2021-01-01T00:00:00Z').getFullYear() == 2021 && base64.decode('YQ==') == b'a'
'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.find('^(a+)+$b') == ''
"""
ERRORS = """
[].min() == 1
quantity('200K') == quantity('200K')
quantity('1.5').asInteger() == 1
url('../relative-path').getHost() == ''
ip('127.0.0.256').family() == 4
cidr('1.2.3.4').prefixLength() == 1
semver('1.0').major() == 1
semver('1-rc', true).major() == 1
format.dns1123Label().validate('fine').value() == []
'123 abc'.findAll('[0-9]*') == ['123']
'123'.find('(') == ''
quantity('1').isLessThan(semver('1.0.0'))
noSuchFunction(1)
1 / 0 == 1
'a' == 1
"""

ENDING = """
quantity('200K') == quantity('200K')
quantity('1.5').asInteger() == 1
url('../relative-path').getHost() == ''
ip('127.0.0.256').family() == 4
cidr('1.2.3.4').prefixLength() == 1
semver('1.0').major() == 1
semver('1-rc', true).major() == 1
format.dns1123Label().validate('fine').value() == []
1 / 0 == 1
""".splitlines()
"""The errors that the server surely has too."""


def _verdict(expression: str) -> str:
    verdict = judge.judge({}, [{"rule": expression}], {}, 0)
    return "not evaluated" if verdict.skipped else "broken" if verdict.broken else "kept"


@pytest.mark.parametrize("expression", TRUE.strip().splitlines())
def test_holds(expression: str) -> None:
    assert _verdict(expression) == "kept"
    assert _verdict(f"!({expression})") == "broken"


@pytest.mark.parametrize("expression", ERRORS.strip().splitlines())
def test_an_error_is_not_kept_and_broken_where_the_server_has_it_too(expression: str) -> None:
    assert _verdict(expression) == ("broken" if expression in ENDING else "not evaluated")
