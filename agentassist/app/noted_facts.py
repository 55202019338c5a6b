"""What this agent noted of what the caller said, and how much of it travels with the call."""

from dataclasses import dataclass, field, replace

from agentassist.domain.call import CallSnapshot
from agentassist.domain.ids import CallId, ContactId, FactId
from agentassist.domain.ivr import GivenFact, InputResult
from agentassist.ports.telephony import CallFeed


@dataclass(frozen=True, slots=True)
class NotedFact:
    """`about`: whose record it was compared with."""

    fact: GivenFact
    about: ContactId | None


@dataclass(slots=True)
class NotedFacts:
    """This agent's part of one call's ledger.

    `_sent` is what the feed took, `_seen` what its last snapshot had of it, both for `_call`.
    """

    taken_back: set[FactId] = field(default_factory=set)
    _noted: list[NotedFact] = field(default_factory=list)
    _sent: dict[FactId, GivenFact] = field(default_factory=dict)
    _seen: set[FactId] = field(default_factory=set)
    _call: CallId | None = None

    def note(self, fact: GivenFact, about: ContactId | None) -> None:
        self._noted.append(NotedFact(fact, about))

    def take_back(self, fact_id: FactId) -> None:
        self._noted = [one for one in self._noted if one.fact.id != fact_id]
        self.taken_back.add(fact_id)

    def forget(self) -> None:
        """It may have been about somebody else."""
        self._noted = []

    def facts(self, contact: ContactId | None) -> tuple[GivenFact, ...]:
        """A check against one person's record says nothing of another."""
        return tuple(
            replace(one.fact, result=None)
            if one.fact.result is InputResult.OK
            and None is not one.about
            and contact is not None
            and one.about != contact
            else one.fact
            for one in self._noted
        )

    def sync(self, feed: CallFeed, snapshot: CallSnapshot, contact: ContactId | None) -> None:
        """Bring the call's own ledger up to ours: it travels with the call to the next agent.

        What could not be sent (the phone system is away, or knows no such call) is sent with a
        later snapshot, and stays here in any case.
        """
        call_id, agent = snapshot.call_id, snapshot.agent
        if call_id is None:
            return
        if self._call != call_id:  # the same call, announced anew by somebody better
            self._sent, self._seen, self._call = {}, set(), call_id
        there = {fact.id: fact for fact in snapshot.given if fact.id and fact.by == agent}
        for fact_id in set(self._sent) & self._seen - set(there):
            del self._sent[fact_id]  # it was there, and a restart over there forgot it
        self._seen = set(there)
        for fact_id in self.taken_back & (set(there) | set(self._sent)):
            self._sent.pop(fact_id, None)  # before: the feed answers with a snapshot at once
            feed.take_back(agent, call_id, fact_id)
        for fact in self.facts(contact):
            if fact.id is None or fact in (self._sent.get(fact.id), there.get(fact.id)):
                continue
            self._sent[fact.id] = fact
            if not feed.give(agent, call_id, fact):
                self._sent.pop(fact.id, None)
