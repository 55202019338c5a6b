"""Hosts that are this computer."""

import ipaddress


def is_loopback(host: str) -> bool:
    """127.0.0.0/8, ::1, and `localhost`, which browsers treat the same way."""
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
