"""Take out of a text what identifies a person or opens a door: e-mail addresses, keys, passwords.

Pure: the same text gives the same result, and what has been scrubbed is left as it is. One address becomes the same
`userN@example.com` wherever it stands; of a secret its tell-tale beginning stays, and the rest becomes as many `x`.

Each expensive pattern has a cheap one before it, which finds at least as much: most files hold nothing at all.
"""

import re
import zlib

_TOP = "com|org|net|edu|gov|mil|int|info|io|dev|me|ai|app|name|biz|co|de|fr|uk|nl|se|no|fi|dk|ch|at|be|it|es|pt|pl|cz|ru|ua|jp|cn|kr|tw|in|br|ca|au|nz|us|eu|il|za|hu|gr|ro|ie|cc|tv|xyz|tech|cloud"
EMAIL = re.compile(rf"(?<![\w.%+/:-])[\w.%+-]{{1,64}}@(?:[A-Za-z0-9-]{{1,63}}\.){{1,4}}(?:{_TOP})\b(?![\w(-])", re.ASCII)
HOST = re.compile(r"@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9-]")
KEPT = re.compile(r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|users\.noreply\.github\.com)$|^git@", re.I)
PRIVATE_KEY = re.compile(r"(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)(.*?)(?=-----END)", re.S)
_BEGINNINGS = "AKIA ASIA gho_ ghp_ ghs_ ghu_ ghr_ github_pat_ glpat- xoxa xoxb xoxp xoxr xoxs k_live_ k_test_ sk- AIza ya29. npm_ pypi- hf_ SG. eyJ".split()
TOKEN = re.compile(
    r"\b(AKIA|ASIA|gh[opsur]_|github_pat_|glpat-|xox[abprs]-|[sr]k_(?:live|test)_|sk-ant-|sk-|AIza|ya29\.|npm_|pypi-|hf_|"
    r"SG\.|eyJ)([A-Za-z0-9_.-]{16,})")
LOGIN = re.compile(r"://[^\s:/@'\"`<>{}$]{1,64}:[^\s:/@'\"`<>{}$]{3,100}@")
IN_ADDRESS = re.compile(r"(\b[a-z][a-z0-9+.-]{1,15}://[^\s:/@'\"`<>{}$]{1,64}:)([^\s:/@'\"`<>{}$]{3,100})(?=@)", re.I)
ASSIGNED = re.compile(
    r"((?:passw(?:or)?d|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret|auth[_-]?key)\w{0,20}"
    r"['\"]?\s{0,3}(?:=|:|=>|:=)\s{0,3}['\"`])([A-Za-z0-9+/_=.-]{20,})(?=['\"`])", re.I)

QUOTED = re.compile(r"['\"`]([A-Za-z0-9+/_=.-]{20,})(?=['\"`])")


def scrub(text):
    """The text without addresses and secrets; lines stay lines."""
    if HOST.search(text):
        text = EMAIL.sub(_address, text)
    if LOGIN.search(text):
        text = IN_ADDRESS.sub(_hidden, text)
    if "PRIVATE KEY" in text:
        text = PRIVATE_KEY.sub(lambda match: match[1] + re.sub(r"[A-Za-z0-9+/=]", "x", match[2]), text)
    if any(beginning in text for beginning in _BEGINNINGS):
        text = TOKEN.sub(lambda match: _hidden(match) if re.search(r"\d", match[2]) else match[0], text)
    if any(map(_random_looking, QUOTED.findall(text))):
        text = ASSIGNED.sub(lambda match: _hidden(match) if _random_looking(match[2]) else match[0], text)
    return text


def _address(match):
    address = match[0]
    return address if KEPT.search(address) else f"user{zlib.crc32(address.lower().encode()) % 1000}@example.com"


def _hidden(match):
    return match[1] + "x" * len(match[2])


def _random_looking(value):
    """Letters and digits mixed, as no name or path that a person chose: at least four digits, no dots, few parts."""
    return sum(map(str.isdigit, value)) >= 4 and bool(re.search("[A-Za-z]", value)) and "." not in value
