"""Ranges of addresses in CIDR notation."""

import ipaddress

from portal.deployments.language.errors import InvalidTemplate
from portal.deployments.language.registry import function, text, whole, within
from portal.deployments.language.scope import Scope
from portal.deployments.language.values import Value

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@function("parseCidr")
def parse_cidr(scope: Scope, value: Value) -> Value:
    found = _network(text(value))
    shown = {
        "network": str(found.network_address),
        "netmask": str(found.netmask),
        "broadcast": str(found.broadcast_address),
        "cidr": found.prefixlen,
    }
    if found.num_addresses < 4:
        return shown
    return {**shown, "firstUsable": str(found[1]), "lastUsable": str(found[-2])}


@function("cidrSubnet")
def cidr_subnet(scope: Scope, value: Value, prefix: Value, place: Value) -> Value:
    """The range number `place`, of this prefix, inside of another."""
    outer = _network(text(value))
    length = within(whole(prefix), outer.prefixlen, outer.max_prefixlen)
    at = within(whole(place), 0, 2 ** (length - outer.prefixlen) - 1)
    first = outer.network_address + at * 2 ** (outer.max_prefixlen - length)
    return f"{first}/{length}"


@function("cidrHost")
def cidr_host(scope: Scope, value: Value, place: Value) -> Value:
    """0 is the first usable address."""
    found = _network(text(value))
    return str(found[within(whole(place), 0, found.num_addresses - 3) + 1])


def _network(value: str) -> Network:
    try:
        return ipaddress.ip_network(value, strict=False)
    except ValueError as error:
        raise InvalidTemplate("the string is not a range such as 10.0.0.0/16.") from error
