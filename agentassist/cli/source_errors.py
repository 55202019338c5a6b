"""What is said of sources of record and the persons made of them. See cli/errors.py."""

from collections.abc import Mapping

SOURCE_TEXTS: Mapping[str, str] = {
    "person.no_links": "records cannot be linked here",
    "person.no_such_link": "this link is not there any more",
    "person.same_record": "that is the same record",
    "person.two_accounts": "their account numbers differ: linking them takes a reason",
    "person.two_accounts_never": "their account numbers differ: policy forbids to link them",
    "source.bad_address": "{source}: the address, proxy or token address in the settings can't be"
    " used (http:// only to this computer, unless insecure_http is set)",
    "source.bad_certificate": "{source} could not prove who it is (certificate)",
    "source.bad_request": "{source} did not understand what it was asked",
    "source.bad_secret": "what was given for {source} is no secret: empty, too long, or of several"
    " lines",
    "source.endless": "{source} gave one page again and again, asked as {where} of its mapping",
    "source.failed": "what {source} answered could not be used",
    "source.forbidden": "{source} does not allow this login to look",
    "source.incomplete": "{source} has more than its mapping allows to be read: raise `pages` or"
    " `limit`",
    "source.login_refused": "{source} refused the login",
    "source.no_articles": "the mapping of {source} names no articles",
    "source.no_canary": "{source} is not used: nothing impossible can be asked in {where} of"
    " its mapping; name something in [canary]",
    "source.no_mapping": "{source} is left out: there is no mapping {mapping} (there are: {known})",
    "source.no_notes": "{source} takes no notes of this kind",
    "source.no_setting": "{source} is not asked: its mapping needs {setting} in the settings",
    "source.no_store": "your encrypted store cannot be used now ({why}): close agentassist first",
    "source.not_found": "{source} is not at the address that is set",
    "source.not_json": "{source} answered something unreadable",
    "source.not_managed": "{source} is not asked: your organisation names the sources itself",
    "source.rate_limited": "{source} was asked too often and wants a pause",
    "source.redirected": "{source} wanted to send us to another address: not followed",
    "source.refused": "{source} is not used: asked for a key that nobody has, it found somebody",
    "source.server_error": "{source} has a fault of its own",
    "source.too_large": "{source} answered more than can be read",
    "source.too_slow": "{source} did not answer in time",
    "source.unexpected": "{source} answered another thing than {where} of its mapping expects",
    "source.unknown": "there is no source {source} that needs this",
    "source.unknown_setting": "{source} is left out: its mapping has no use for {setting}",
    "source.unreachable": "{source} cannot be reached",
    "source.unsafe_value": "{source} was not asked: this value cannot be written safely in"
    " {where} of its mapping",
}
