"""Loopback ports."""

from __future__ import annotations

import socket


def free() -> int:
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """Does something accept connections on this port?"""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, port)) == 0


def has_ipv6_loopback() -> bool:
    """Can ::1 be bound here? Many containers have no IPv6 at all."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def addresses(port: int) -> list[tuple[socket.AddressFamily, str]]:
    """Both loopback families, as far as they exist here."""
    found: list[tuple[socket.AddressFamily, str]] = [(socket.AF_INET, "127.0.0.1")]
    return [*found, (socket.AF_INET6, "::1")] if has_ipv6_loopback() else found


def taken(port: int) -> bool:
    """Is the port used on any loopback address? (Connections that linger after a stop do not count.)"""
    for family, host in addresses(port):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return True
    return False
