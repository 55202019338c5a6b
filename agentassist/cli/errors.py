"""English texts for the error codes of the core. `ui/errors.py` has the window's, translated."""

import re
from collections.abc import Mapping

from agentassist.cli.pack_errors import PACK_REMEDIES, PACK_TEXTS
from agentassist.cli.source_errors import SOURCE_TEXTS
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.shown_text import one_line

LONGEST = 2_000

# One line each; {names} are params that every such error has. Its other params are put behind.
TEXTS: Mapping[str, str] = {
    **PACK_TEXTS,
    **SOURCE_TEXTS,
    "assets.missing": "a folder that belongs to the program is missing: {folder}",
    "call.none": "there is no call that this could be for",
    "call.not_yours_to_tell": "the phone system tells the course of this call itself",
    "config.bad_value": "{file}: the value of {key} cannot be used",
    "config.unreadable": "{file} cannot be read",
    "config.unwritable": "{file} cannot be written",
    "core.ended": "the core of the program has ended",
    "data.no_store": "your encrypted store cannot be used ({why})",
    "data.no_contact": "nobody in the store has this id, number, e-mail address or account",
    "data.several_contacts": "several people have this key; name one of them by its id: {ids}",
    "demo.unreadable": "the demo cannot use {file}",
    "feed.bad_index": "{place} is no packs.json: it names files *.aapack and the SHA-256 of each",
    "feed.bad_manifest": "{place}: its manifest.json does not name articles.jsonl and its SHA-256",
    "feed.bad_place": "{place} is no place to fetch from: an https:// address, or a whole path",
    "feed.damaged": "{place} is damaged",
    "feed.none": "no place to fetch from is set: {setting}",
    "feed.no_login": "{feed} is fetched without a login: {setting} says which there is, and the"
    " address has to be https://",
    "feed.not_articles": "{place} holds no articles: neither JSON lines nor a zip of them",
    "feed.other_content": "{place}: {file} is not what its manifest promises; nothing of it was"
    " taken",
    "feed.too_large": "{place} is larger than can be taken",
    "given.not_asked": "there is nothing of this kind to note in this call",
    "given.not_revealable": "this entry has no value that could be shown",
    "given.not_yours": "only who noted it can take it back",
    "given.reveal_forbidden": "your organisation does not allow showing this value",
    "history.no_key": "a caller without number or account cannot be remembered",
    "history.unknown_contact": "this contact is not in the history",
    "import.bad_mapping": "{file}: {key} {problem}",
    "import.no_column": "{file} has no column {column}, which the mapping names for {field}; there"
    " are: {known}",
    "import.no_headings": "{file} has no headings in its first line",
    "import.none_to_undo": "there is no import {number} to take back",
    "import.nothing_to_read": "{file}: its headings are no customer, interaction or promise"
    " ({headings}); name the columns in a mapping (--template prints one), at least {needed}",
    "import.same_heading": "{file}: two columns are called {column}",
    "import.too_old": "import {number} changed nothing, or is too old to be taken back",
    "internal": "a fault of the program itself",
    "keystore.locked": "the system's keyring is locked",
    "keystore.refused": "the system's keyring did not take or give the key",
    "keystore.required": "your organisation requires a keyring, and the system's cannot be used",
    "keystore.unavailable": "the system's keyring cannot be used",
    "knowledge.articles_all_gone": "{source} has no articles any more; those that are here were"
    " kept",
    "knowledge.articles_in_conflict": "{count} articles of {source} were changed here, too, or have"
    " an id that is taken: they stay as they are here; `agentassist kb sync` names them",
    "knowledge.articles_unread": "{count} articles of {source} could not be read",
    "knowledge.bad_synonyms": "{file}:{line}: {reason}",
    "knowledge.closed": "the knowledge base is closed",
    "knowledge.database": "the knowledge base could not be read or written",
    "knowledge.bad_gaps": "{file}: {field}: {reason}",
    "knowledge.gap_log_off": "the gap log is switched off (knowledge.gap_log)",
    "knowledge.no_article": "there is no such article",
    "knowledge.no_conflict": "{article} is in no conflict of that kind",
    "knowledge.sync_runs": "articles are being looked for already",
    "knowledge.several_conflicts": "{article} is in conflict with several sources: say --source"
    " with one of {sources}",
    "knowledge.no_store": "your encrypted store cannot be used now ({why}); close agentassist, or"
    " name a plain file with --db",
    "knowledge.no_columns": "{file}: its headings are no article: a title is needed, and a text or"
    " say, do, send, internal; name the columns in a --mapping (there are: {known})",
    "knowledge.no_database": "there is no knowledge base at {file}",
    "semantic.failed": "the process of the search by meaning ended ({reason}); what was read stays",
    "semantic.not_allowed": "your organisation does not allow the search by meaning ({key})",
    "semantic.not_installed": "search by meaning lacks {packages}: pip install '{extra}'",
    "semantic.wrong_model": "{file} is not the model that this version was made for: it was not"
    " loaded",
    "speech.failed": "the voice stopped working several times, and stays off",
    "speech.muted": "speech is muted",
    "speech.no_engine": "this computer has nothing to speak with: install espeak-ng",
    "speech.no_sound": "the output device of the voice cannot be opened",
    "speech.off": "speech is off (speech.enabled)",
    "usage.unusable_file": "{file} cannot be used: {reason}",
    "knowledge.unknown_format": "{file}: there is nothing in it that could be an article;"
    " --format says what it is",
    "knowledge.unreadable_file": "{file} cannot be read",
    "knowledge.unusable_database": "{file} cannot be used as a knowledge base",
    "link.bad_field": "{field} of the call cannot be used: wrong {problem}",
    "link.bad_given": "line {line} of the given values is none: kind=value, or JSON with kind and"
    " value",
    "link.bad_message": "the window was asked for something that it does not know",
    "link.missing": "the call has no {field}: that is the number of the other party",
    "link.no_answer": "the window did not answer in time",
    "link.no_extension": "no extension is set: click it at the top of the window",
    "link.no_port": "links are not taken: this computer gave no port ({reason})",
    "link.no_window": "agentassist is not running",
    "link.refused": "the window refused: that was not its own token",
    "link.repeated": "{field} stands in the link more than once",
    "link.too_long": "that is too long for a call: {most} characters at most",
    "link.too_many": "too many calls in a minute: try again in {seconds} s",
    "link.too_many_fields": "the link has too many fields: {most} at most",
    "link.too_much_given": "too many given values: {most} at most",
    "link.unknown_call": "there is no such call (any more)",
    "link.untrusted": "{file} could be written by others: it is not used",
    "link.unwritable": "links are not taken: {file} cannot be written",
    "link.wrong_action": "the link is not a call: agentassist:call?from=...",
    "link.wrong_scheme": "this is no link of agentassist: agentassist:call?from=...",
    "mapping.not_toml": "{file} is not valid TOML: {reason}",
    "mapping.unreadable": "the mapping {file} cannot be read: {problem}",
    "mapping.wrong": "{file}: {key}: {problem} {detail}",
    "numbers.unknown_region": "{region} is no region for telephone numbers (two letters, as in DE)",
    "phone.bad_variable": "the IVR variable {name} cannot be used for {kind}",
    "phone.no_setup": "there is no phone connection to set up here",
    "phone.not_checkable": "there is nothing to test at {name}",
    "phone.not_taken": "{system} was reached in the test and not afterwards; the former settings"
    " are back",
    "phone.secret_needed": "the secret for {system} is missing",
    "phone.port_busy": "port {port} of this computer is taken by another program",
    "phone.weak_secret": "the secret in {variable} is too short: {least} characters at least",
    "phone.no_secret": "the phone system's secret is missing: {variable} is not set",
    "policy.bad_value": "the machine policy's value of {key} cannot be used",
    "policy.unknown_key": "the machine policy names an unknown setting: {key}",
    "policy.unreadable": "the machine policy {file} cannot be read",
    "policy.untrusted": "the machine policy {file} is not taken: others than root could write it",
    "recording.bad_index": "{file}: the index of the recording is wrong",
    "recording.no_login": "{file} is no recording of a phone system: no login in it",
    "recording.unreadable": "the recording {file} cannot be read",
    "setting.bad_value": "the value of {key} cannot be used",
    "setting.locked": "{key} is managed by your organisation",
    "setting.keys_unread": "a key that was chosen is not understood: {entry}",
    "setting.unknown": "there is no setting {key}",
    "storage.bad_key": "the key of the local store has the wrong length",
    "storage.busy": "the local store is busy",
    "storage.closed": "the local store is closed",
    "storage.damaged": "the local store is damaged or was written under another key",
    "storage.failed": "the local store did not answer",
    "storage.full": "the disk is full",
    "storage.in_use": "another agentassist of yours uses the local store",
    "storage.io": "the disk refused to read or write the local store",
    "storage.key_lost": "the key of the local store is lost; the store was set aside as {file}",
    "storage.migration_failed": "the local store could not be brought up to date",
    "storage.newer": "the local store was written by a newer agentassist",
    "storage.unreadable": "the local store cannot be read; it was set aside as {file}",
    "usage.given_place": "given values are read from standard input: --given -, never the value",
    "usage.bad_address": "{address} is no address (HOST:PORT)",
    "usage.bad_agents": "{agents} is no list of extensions (101,102)",
    "usage.unknown_kind": "{kind} is no kind of fact that can be asked for",
    "usage.bad_source": "{source} is no name of a source: small letters, digits, - and _, a letter"
    " first",
    "usage.bad_set": "{option} takes NAME=VALUE",
    "usage.no_url": "where is it? name its address with {option}, or a source of the settings",
    "usage.needs_yes": "there is nobody to ask: --yes says that you are sure",
    "usage.no_out": "--out FILE is needed: where the data go",
    "usage.no_files": "no file is named",
    "usage.no_agents": "no agents to follow: name them in [agents] list, or with --agents",
    "discretion.key": "{file}: wrong entry {key}",
    "discretion.not_toml": "{file} is not valid TOML",
    "discretion.unreadable": "the discretion file {file} cannot be read",
    "verification.key": "{file}: wrong entry {key}",
    "verification.not_toml": "{file} is not valid TOML",
    "verification.rule": "{file}: {key} cannot be followed",
    "verification.unreadable": "the verification file {file} cannot be read",
    "wrap_up.none": "there is no wrap-up open",
}

REMEDIES: Mapping[str, str] = {
    **PACK_REMEDIES,
    "close_other": "close the other one first",
    "reinstall": "install the program again",
    "restart": "start the program again: it sets the damaged file aside and begins a new one",
    "start_window": "open its window first: `agentassist` alone, or from the menu of programs",
    "unlock_keystore": "unlock the keyring and start the program again",
    "update": "update the program",
}

_PLACE = re.compile(r"\{(\w+)\}")


def error_text(error: AgentAssistError) -> str:
    """One line for a person: the code's text, the params it does not name, the advice."""
    template = TEXTS.get(error.code, error.code)
    params = _readable(error.params)
    # by hand, since str.format would read attributes of the values and stop at a missing one
    text = _PLACE.sub(lambda place: params.get(place[1], "?"), template)
    shown = set(_PLACE.findall(template))
    rest = [f"{name} {value}" for name, value in params.items() if name not in shown]
    if rest:
        text += f" ({', '.join(rest)})"
    if advice := REMEDIES.get(error.remedy or ""):
        text += f"; {advice}"
    return one_line(" ".join(text.split()), LONGEST)  # a file's name may hold a terminal's commands


def _readable(params: Mapping[str, object]) -> dict[str, str]:
    """Without what is not known; the line behind its file, as editors take it."""
    known = {name: str(value) for name, value in params.items() if value not in (None, "")}
    line = known.pop("line", "0")
    if line != "0" and "file" in known:
        known["file"] += f":{line}"
    elif line != "0":
        known["line"] = line
    for name in ("reason", "problem", "why"):
        if name in known:
            known[name] = known[name].replace("_", " ")
    return known
