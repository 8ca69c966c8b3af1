"""What two addresses, names or networks have in common."""

import unicodedata
from ipaddress import ip_address, ip_network

# A household or a phone has a whole /64 of addresses of version 6.
IPV6_NETWORK = 64
_DIGITS = "0123456789"


def likeness(email_key: str) -> str:
    """What look-alikes of an address share: no plus tag, no dots, no digits at the end of the name.

    A name of digits alone keeps them.
    """
    name, _at, domain = email_key.rpartition("@")
    plain = name.partition("+")[0].replace(".", "")
    return f"{plain.rstrip(_DIGITS) or plain}@{domain}"


def name_key(name: str) -> str:
    """What spellings of one name share: NFKC, case, accents and blanks apart."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.split())


def network_of(address: str) -> str:
    """The address, or the /64 it lies in; nothing for what is no address."""
    try:
        known = ip_address(address.strip())
    except ValueError:
        return ""
    if known.version == 4:
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known, IPV6_NETWORK), strict=False))
