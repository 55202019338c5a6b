"""A pack's own examples, run: what a pack must pass before it is installed."""

from dataclasses import replace

from agentassist.coaching.condition import Scene
from agentassist.coaching.draft import DraftChecker
from agentassist.coaching.pack import Pack
from agentassist.coaching.rule import TEXTS, UTTERANCES, Example, Rule, Watch
from agentassist.coaching.talk_rules import TalkRules
from agentassist.domain.coaching import CallMoment
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.utterance import Speaker


def check_examples(pack: Pack) -> tuple[AgentAssistError, ...]:
    """One pack.example error for each example that does not do what it says."""
    checker, talk = DraftChecker([pack]), TalkRules([pack])
    return tuple(
        AgentAssistError(
            "pack.example",
            remedy="pack.example_silent" if example.fires else "pack.example_fires",
            file=str(example.file),
            line=example.line,
            rule=rule.id,
            key=example.key,
            example=example.text[:120],
            expected="fires" if example.fires else "silent",
        )
        for rule in pack.rules
        for example in rule.examples
        if _fires(checker, talk, rule, example) is not example.fires
    )


def _fires(checker: DraftChecker, talk: TalkRules, rule: Rule, example: Example) -> bool:
    """Whether the rule speaks. One that watches several texts must do the same with each."""
    if not rule.watches & TEXTS:
        return rule.condition.verdict(Scene(example.moment)).holds
    answers = {
        any(one.rule.id == rule.id for one in talk.heard(_after(example, speaker), None))
        for speaker, watch in UTTERANCES.items()
        if watch in rule.watches
    }
    if Watch.DRAFT in rule.watches:
        report = checker.check(example.text, example.moment)
        answers.add(any(finding.rule == rule.id for finding in report.findings))
    return answers == {True} if example.fires else answers != {False}


def _after(example: Example, speaker: Speaker) -> CallMoment:
    """The moment in which `speaker` has said the text of the example."""
    moment, talk = example.moment, example.moment.talk
    if example.cuts_in:
        other = Speaker.CALLER if speaker is Speaker.AGENT else Speaker.AGENT
        begun = " ".join(["word"] * 5)  # whatever they were about to say
        talk = talk.hear(other, begun, final=False, elapsed=moment.elapsed, at=None)
    said = talk.hear(speaker, example.text, final=True, elapsed=moment.elapsed, at=None)
    return replace(moment, talk=said)
