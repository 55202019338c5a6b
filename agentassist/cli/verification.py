"""`agentassist verification`: check a verification file, and see what it would ask."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from agentassist import assets
from agentassist.domain.contact import Contact, Identity, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.ivr import PIN, FactSource, GivenFact, InputResult
from agentassist.domain.ledger import Ledger
from agentassist.domain.screen_pop import NeededFact
from agentassist.domain.sealed import Sealed
from agentassist.domain.verification import (
    KNOWN_KINDS,
    NOT_ASKED,
    VerificationPolicy,
)
from agentassist.settings.verification_file import BUNDLED, read_policy

_EXAMPLE = "0000"  # stands for whatever the caller gave: only its kind counts here
_WHY = {
    "identify": "to find them",
    "look_up": "ask the name and look them up",
    "not_found": "what they gave is not on file",
    "pick": "several have this number",
    "verify": "to verify them",
    "check": "given already: compare it only",
    "failed": "nothing is left that may be asked: not verified",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="read a verification file and print what would be needed",
        description="What is wrong is named on stderr; the exit status is then 1.",
    )
    check.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the file that `verification.file` names; without it what ships with the program",
    )
    check.add_argument(
        "--given", default="", metavar="KINDS", help="right, of the caller or the IVR: account,pin"
    )
    check.add_argument("--wrong", default="", metavar="KINDS", help="answered wrong to the agent")
    check.add_argument("--intent", metavar="NAME", help="as the IVR names it; default: none")
    check.add_argument(
        "--unknown", action="store_true", help="nobody was found by number or account"
    )
    check.add_argument("--ivr-verified", action="store_true", help="the IVR says verified")


def run(args: argparse.Namespace) -> int:
    policy = read_policy(args.file or assets.resources() / BUNDLED)
    facts = [*_facts(policy, args.given, right=True), *_facts(policy, args.wrong, right=False)]
    ledger = Ledger(tuple(facts))
    known = Identity(IdentityStatus.IDENTIFIED, Contact(ContactId("x"), "x"))
    identity = Identity(IdentityStatus.UNKNOWN) if args.unknown else known
    flag = bool(args.ivr_verified)
    verified = policy.verified(ledger, ivr_verified=flag, intent=args.intent)
    print(f"verified: {'yes' if verified else 'no'}")
    needed = policy.needed(identity, ledger, ivr_verified=flag, intent=args.intent)
    print("still needed:" if needed else "still needed: nothing")
    for number, fact in enumerate(needed, 1):
        print(f"  {number}. {fact.label or fact.kind}: {_why(fact)}")
    if args.intent and args.intent not in policy.intents:
        print(f"(the file has no rules of its own for the intent {args.intent})")
    return 0


def _why(fact: NeededFact) -> str:
    code, _, intent = fact.why.partition(":")
    return f"for {intent}" if code == "intent" else _WHY[code]


def _facts(policy: VerificationPolicy, kinds: str, *, right: bool) -> Sequence[GivenFact]:
    found = []
    for kind in (part.strip() for part in kinds.split(",") if part.strip()):
        if (kind not in KNOWN_KINDS and kind not in policy.kinds) or kind in NOT_ASKED:
            raise AgentAssistError("usage.unknown_kind", kind=kind)
        found.append(_fact(kind, right=right))
    return found


def _fact(kind: str, *, right: bool) -> GivenFact:
    value = None if kind == PIN else Sealed(_EXAMPLE)
    result = InputResult.OK if right else InputResult.WRONG
    return GivenFact(kind, value, None, result, FactSource.IVR if right else FactSource.AGENT)
