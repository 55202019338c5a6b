"""Identifiers of the field. Each is a plain string at run time, a type of its own for mypy."""

from typing import NewType

CallId = NewType("CallId", str)  # the call: Asterisk `Linkedid`
LegId = NewType("LegId", str)  # one channel of it: Asterisk `Uniqueid`
AgentId = NewType("AgentId", str)  # the agent's extension, as the phone system spells it
ContactId = NewType("ContactId", str)  # the customer
InteractionId = NewType("InteractionId", str)
PromiseId = NewType("PromiseId", str)
WrapUpId = NewType("WrapUpId", str)
ArticleId = NewType("ArticleId", str)
PackId = NewType("PackId", str)
FactId = NewType("FactId", str)  # of a fact that an agent added to a call
RuleId = NewType("RuleId", str)  # unique within its pack

# What an agent may type as theirs. It is compared with channel names, never executed; what a phone
# system itself calls an extension may be wider.
EXTENSION = r"[0-9A-Za-z_.+-]{1,32}"

# How a kind of fact may be called: account, order, or whatever a site makes up.
KIND = r"[a-z][a-z0-9_]{0,39}"
