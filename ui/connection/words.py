"""Words for how phone systems are doing, for the steps of a test, and for kinds of IVR data."""

from datetime import timedelta

from agentassist.ports.connection_check import CheckResult, CheckStep
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from ui.i18n import plural, tr
from ui.times import length_text

BUILT_IN = ("account", "intent", "verified", "customer", "trail", "dialled")


def kind_text(kind: str) -> str:
    """What a kind of IVR data is called; one of your own as you wrote it."""
    texts = {
        "account": tr("Account"),
        "intent": tr("Reason"),
        "verified": tr("Verified"),
        "customer": tr("Customer's name"),
        "trail": tr("Trail of inputs"),
        "dialled": tr("Number dialled"),
        "presentation": tr("May the number be shown"),
    }
    return texts.get(kind, kind)


def member_text(name: str) -> str:
    """What a phone system is called until it has said its name."""
    texts = {
        "ami": tr("Asterisk"),
        "webhook": tr("Webhook"),
        "link": tr("Links and commands"),
        "cti": tr("Numbers by token, unverified"),
    }
    return texts.get(name, name)


def state_words(status: ConnectionStatus | None) -> str:
    if status is None:
        return tr("Ready")
    texts = {
        ConnectionState.CONNECTING: tr("Connecting"),
        ConnectionState.READY: tr("Connected"),
        ConnectionState.AUTH_FAILED: tr("The login is refused"),
        ConnectionState.UNREACHABLE: tr("Not reachable"),
        ConnectionState.LOST: tr("The connection was lost"),
        ConnectionState.NOT_SET_UP: tr("Not set up"),
    }
    return texts[status.state]


def ages_text(status: ConnectionStatus, now_ns: int) -> str:
    """Since when, the last event, the next attempt: what is known of them, in one line."""
    parts = [tr("for {time}", time=length_text(_since(status.since_ns, now_ns)))]
    if status.last_event_ns is not None:
        age = length_text(_since(status.last_event_ns, now_ns))
        parts.append(tr("last event {age} ago", age=age))
    elif status.state is ConnectionState.READY:
        parts.append(tr("no event yet"))
    if status.retry_in is not None:
        left = status.retry_in - _since(status.since_ns, now_ns)
        if left > timedelta(seconds=1):
            parts.append(tr("next try in {time}", time=length_text(left)))
        else:
            parts.append(tr("trying again"))
    return " · ".join(parts)


def _since(then_ns: int, now_ns: int) -> timedelta:
    return timedelta(microseconds=max(0, now_ns - then_ns) / 1000)


def what_to_do(detail: str | None) -> str:
    """Advice for a stable code of a status or a step; '' where there is none."""
    texts = {
        "connection_refused": tr(
            "That computer answers, but nobody listens at the port. Is Asterisk running, "
            "with enabled = yes in manager.conf, and its bindaddr open for this computer?"
        ),
        "timeout": tr("No answer in time: a firewall in between, or another address."),
        "unknown_host": tr("No computer of this name is known here. Check the spelling."),
        "no_route": tr("There is no way to this address from here. Network or VPN?"),
        "not_ami": tr("Something else listens there, no Asterisk manager interface. Which port?"),
        "login_refused": tr(
            "Check the login name, the secret and permit= in manager.conf. A refused login is "
            "tried again only now and then, so that the account is not locked out."
        ),
        "no_md5": tr("It does not take the login by challenge. Ask IT for an account that does."),
        "closed": tr("The connection was closed over there: a restart, or a limit of connections."),
        "silent": tr("It said nothing any more, not even when asked. It is tried again by itself."),
        "slept": tr("This computer was asleep. It is tried again at once."),
        "not_reading": tr("It stopped taking what is sent. It is tried again by itself."),
        "no_secret": tr("The secret of its login is missing. Type it below."),
        "fault": tr("A message could not be understood; the log names it. It goes on by itself."),
        "port_busy": tr("Another program listens at this port. Choose another, or end that one."),
        "refused": tr("Its own report was not taken. The log names the reason."),
        "weak_secret": tr("The secret is too short to be one."),
    }
    return texts.get(detail or "", "")


def step_words(step: CheckStep) -> tuple[str, str]:
    """A step as a line, and below it what it means; '' for nothing."""
    names = ", ".join(step.names)
    if step.result is CheckResult.FAILED:
        return _failed_words(step.step), what_to_do(step.detail) or tr(
            "Code: {code}", code=step.detail or "?"
        )
    said: dict[tuple[str, CheckResult], tuple[str, str]] = {
        ("rights", CheckResult.WARNING): (
            tr("May not ask: {names}", names=names),
            tr("Calls that are there already can't be found after a connect (write = reporting)."),
        ),
        ("rights", CheckResult.NOT_SEEN): (tr("Its rights could not be seen"), ""),
        ("no_more", CheckResult.WARNING): (
            tr("May do more than it needs: {names}", names=names),
            tr("Take it away: write = reporting is enough."),
        ),
        ("no_more", CheckResult.NOT_SEEN): (tr("Whether it may do too much was not seen"), ""),
        ("channelvars", CheckResult.WARNING): (
            tr("Does not ride along: {names}", names=names),
            tr("Put it into channelvars, as the text for manager.conf below has it."),
        ),
        ("channelvars", CheckResult.NOT_SEEN): (
            tr("Whether IVR data rides along was not seen: no call is on"),
            tr("Try it again during a call."),
        ),
        ("unmapped", CheckResult.WARNING): (
            tr("Comes, and is read nowhere: {names}", names=names),
            tr("Name it under IVR data if agents should see it."),
        ),
        ("calls", CheckResult.NOT_SEEN): (tr("Calls there now: not to be seen"), ""),
    }
    known = said.get((step.step, step.result))
    if known is not None:
        return known
    if step.step == "calls" and step.count is not None:
        return plural("{n} call there now", "{n} calls there now", step.count), ""
    return _good_words(step.step), ""


def _good_words(step: str) -> str:
    texts = {
        "reached": tr("Reached"),
        "banner": tr("It is an Asterisk manager interface"),
        "login": tr("Login accepted"),
        "rights": tr("May ask what it has to"),
        "no_more": tr("May do no more than that"),
        "channelvars": tr("IVR data rides along"),
        "port": tr("It listens at its port"),
        "secret": tr("The secret is strong"),
        "round_trip": tr("A test event came through"),
    }
    return texts.get(step, step)


def _failed_words(step: str) -> str:
    texts = {
        "reached": tr("Not reached"),
        "banner": tr("No Asterisk manager interface"),
        "login": tr("Login refused"),
        "port": tr("The port is taken"),
        "secret": tr("The secret is too weak"),
        "round_trip": tr("The test event did not come through"),
    }
    return texts.get(step, tr("Failed: {step}", step=step))
