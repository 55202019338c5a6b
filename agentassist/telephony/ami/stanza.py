"""What to write into Asterisk's manager.conf for an account that has just what it needs."""

from typing import Final

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.names import PRESENTATION_VARIABLE

_EVENTS: Final = (
    *("Newchannel", "NewCallerid", "NewConnectedLine", "Newstate", "DialBegin", "DialState"),
    *("DialEnd", "Hangup", "Hold", "Unhold", "BridgeEnter", "BridgeLeave", "BlindTransfer"),
    *("AttendedTransfer", "Pickup", "QueueCallerJoin", "QueueCallerAbandon"),
    *("AgentRingNoAnswer", "UserEvent"),
)


def stanza(config: AmiConfig, mapping: IvrMapping) -> str:
    """What to write into manager.conf; the other way of it stands behind it as a comment.

    The secret is not in it.
    """
    names = list(dict.fromkeys(mapping.by_name()))
    account = [
        "secret = <the secret; it is not repeated here>",
        "deny = 0.0.0.0/0.0.0.0",
        "permit = <the address of this computer>/255.255.255.255",
    ]
    rights = ["write = reporting", "writetimeout = 5000"]
    with_variables = [
        "[general]",
        f"channelvars = {','.join([*names, PRESENTATION_VARIABLE])}",
        "",
        f"[{config.user}]",
        *account,
        "read = call,agent,user",
        *rights,
    ]
    without = [
        "Without channelvars the same account needs more, and a filter:",
        f"[{config.user}]",
        *account,
        "read = call,agent,user,dialplan",
        *rights,
        f"eventfilter(name(VarSet),header(Variable),method(regex)) = ^_?_?({'|'.join(names)})$",
        *(f"eventfilter(name({name})) =" for name in _EVENTS),
    ]
    return "\n".join([*with_variables, "", *(f"; {line}" for line in without)]) + "\n"
