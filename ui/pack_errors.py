"""Words for what can be wrong with a coaching pack; see ui/errors.py."""

from ui.error_text import ErrorTexts
from ui.i18n import tr


def pack_texts() -> dict[str, ErrorTexts]:
    """What happened, and what still works or what to do."""
    ask = tr("Ask who gave it to you for a new one.")
    others = tr("The other packs go on.")
    return {
        "plugin.sent_off": ErrorTexts(
            tr("The coaching plugin “{pack}” failed three times and is not asked any more."),
            tr("All else goes on. Tell your team lead: {problem}. Off and on again, under ")
            + tr("Coaching packs, gives it another try."),
        ),
        "pack.untrusted": ErrorTexts(
            tr("Nobody here trusts the publisher {publisher} yet."),
            tr("Compare the fingerprint with them first."),
        ),
        "pack.trust_forbidden": ErrorTexts(
            tr("Your organisation decides which publishers are trusted."),
            tr("Send the pack to IT."),
        ),
        "pack.unsigned": ErrorTexts(
            tr("This pack is not signed, so nobody vouches for it."),
            tr("Its author signs it: “agentassist packs sign”."),
        ),
        "pack.bad_signature": ErrorTexts(tr("The signature of this pack is not true."), ask),
        "pack.file_changed": ErrorTexts(tr("This pack was changed after it was signed."), ask),
        "pack.file_added": ErrorTexts(
            tr("Something was added to this pack after it was signed."), ask
        ),
        "pack.file_missing": ErrorTexts(
            tr("Something was taken out of this pack after it was signed."), ask
        ),
        "pack.expired": ErrorTexts(tr("This pack counted until {expires}."), ask),
        "pack.revoked": ErrorTexts(
            tr("This pack, or its publisher’s key, was taken back."),
            tr("Don’t use it. Ask IT or your team lead."),
        ),
        "pack.older": ErrorTexts(
            tr("This is version {version}; {known} was here already."),
            tr("An older version is not taken: ask for a newer one."),
        ),
        "pack.same_version": ErrorTexts(
            tr("Another pack with the same name and version was installed here."),
            tr("Its author gives the new one a higher version."),
        ),
        "pack.other_publisher": ErrorTexts(
            tr("“{pack}” was signed by somebody else before."),
            tr("Don’t use it: ask the publisher you know."),
        ),
        "pack.bundled_id": ErrorTexts(
            tr("“{pack}” is the name of a pack that came with the program."),
            tr("Its author gives it a name of its own."),
        ),
        "pack.example": ErrorTexts(
            tr("The rule “{rule}” does not do what its own examples say."),
            tr("Its author puts that right: “agentassist packs test”."),
        ),
        "pack.missing": ErrorTexts(
            tr("This is no coaching pack."),
            tr("A pack is one file that ends in .aapack, or a folder with a pack.toml."),
        ),
        "pack.not_archive": ErrorTexts(
            tr("This file can’t be opened as a coaching pack."),
            tr("It may have been damaged on its way. Get it again."),
        ),
        "pack.sdk": ErrorTexts(
            tr("This pack was made for another version of the program."),
            tr("Get one that fits, or update the program."),
        ),
        "pack.no_shelf": ErrorTexts(
            tr("This is the demo: it keeps no packs."),
            tr("Start agentassist without “demo” to install some."),
        ),
        "pack.not_installed": ErrorTexts(tr("The pack “{pack}” is not there any more."), ""),
        "pack.shipped_changed": ErrorTexts(
            tr("A pack of the program is not as it was shipped, and was left out: {file}"),
            f"{others} {tr('Install the program again; in a checkout run packaging/pack_hashes.')}",
        ),
        "pack.no_hashes": ErrorTexts(
            tr("The program’s own packs can’t be verified: {file}"),
            tr("Install the program again; in a checkout run packaging/pack_hashes."),
        ),
        "pack.memory": ErrorTexts(
            tr("What is remembered of installed packs can’t be read: {file}"),
            tr("No installed pack runs. Tell IT to put that file back."),
        ),
        "pack.unwritable": ErrorTexts(
            tr("The file can’t be written: {file}"),
            tr("Choose another folder."),
        ),
        "pack.*": ErrorTexts(
            tr("A coaching pack was left out: {file}"),
            f"{others} {tr('“agentassist packs check” names the reason ({code}).')}",
        ),
    }
