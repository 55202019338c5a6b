"""A pack's own examples, run: what a pack must pass before it is installed."""

from agentassist.coaching.condition import Scene
from agentassist.coaching.draft import DraftChecker
from agentassist.coaching.pack import Pack
from agentassist.coaching.rule import Example, Rule, Watch
from agentassist.domain.errors import AgentAssistError


def check_examples(pack: Pack) -> tuple[AgentAssistError, ...]:
    """One pack.example error for each example that does not do what it says."""
    checker = DraftChecker([pack])
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
        if _fires(checker, rule, example) is not example.fires
    )


def _fires(checker: DraftChecker, rule: Rule, example: Example) -> bool:
    if rule.watches is not Watch.DRAFT:
        return rule.condition.verdict(Scene(example.moment)).holds
    report = checker.check(example.text, example.moment)
    return any(finding.rule == rule.id for finding in report.findings)
