"""What a text asks for: ways of asking, lists, fragments, and what only looks like a request."""

import pytest

from agentassist.coaching.language.acts import language_of

ENGLISH = language_of("en")

ASKED = [
    ("account_id", "Would you be willing to share your membership number with us?"),
    ("account_id", "I'd be glad to check. Your account # please?"),
    ("account_id", "Let's pull this up. Which account number is it filed under?"),
    ("account_id", "What would your customer number be?"),
    ("account_id", "Could you kindly DM over your SkyMiles #?"),
    (
        "account_id",
        "We'd love to look into it. Simply send a direct message with your loyalty number.",
    ),
    ("account_id", "Please reach out via private message and include your AAdvantage number."),
    ("account_id", "Pls send acct number via DM."),
    ("account_id", "To get started I'll just need the account number."),
    ("account_id", "Do you have your policy number to hand?"),
    ("account_id", "Happy to check that for you, what account is this for?"),
    ("account_id", "Kindly share with us your account details in a DM"),
    ("account_id,email", "DM your frequent flyer number and the email on file so we can look."),
    ("account_id", "Can you verify the account number you're calling about?"),
    ("account_id", "Send over your Mileage Plus account number & we'll take it from there."),
    ("account_id", "If you DM us your account info, we can take a closer look."),
    ("account_id", "Mind DM'ing us your member ID?"),
    ("account_id", "We need more to go on: please DM us w/ your customer ID."),
    ("order_id", "Is there a case number you can share?"),
    ("order_id", "Can you please provide the claim number so I can follow up?"),
    ("order_id", "What's the booking ref?"),
    ("order_id", "Have you got a reservation number for me?"),
    ("order_id", "If you could send your confirmation code via DM, we'd be happy to review."),
    ("order_id", "Please DM us your tracking # and we'll check it."),
    ("order_id", "Would you mind telling me the ticket number?"),
    ("order_id", "Please follow and DM your record locator."),
    ("order_id", "We can check on it with your 6 digit confirmation code. Can you DM it?"),
    ("order_id,full_name", "Please DM your name and confirmation number."),
    (
        "full_name,email,phone",
        "Please send us a PM with your full name, email address and contact number.",
    ),
    ("full_name", "Who do I have the pleasure of speaking with today?"),
    ("full_name", "May I please have your first and last name?"),
    ("full_name", "And what is the name on the account?"),
    ("full_name", "Sure! Could I get a name for the reservation?"),
    ("full_name", "Under what name is the booking?"),
    ("full_name", "What is your name please"),
    ("full_name", "I'd be happy to help, can I start with your name?"),
    ("full_name,account_id", "Let's start with your full name and account number."),
    ("full_name,account_id", "Can you give me your name and your account ID, please?"),
    ("full_name,account_id,pin_password", "I need your name, your account number and your pin"),
    ("full_name", "Okay, I'll need your full name first."),
    ("full_name", "To begin, please give me your full name"),
    ("full_name,date_of_birth", "Before we continue, may I take your name and date of birth?"),
    ("pin_password", "Could you enter your PIN for me?"),
    ("pin_password", "And the PIN?"),
    ("pin_password", "Sorry, that pin is wrong. Can you try another pin?"),
    ("pin_password", "Please tell me your pin to authenticate you."),
    ("pin_password,account_id", "Alright, account number and pin please."),
    ("pin_password", "I also need your PIN in order to proceed"),
    ("pin_password", "Can you tell me the PIN you use for this account?"),
    ("email", "What email address do you use to sign in?"),
    ("email", "Can you DM us the email linked to your account?"),
    ("email", "Could you let us know the email address on the account?"),
    ("email", "Which e-mail did you register with?"),
    ("email,phone", "Drop us a DM with your email or phone number."),
    ("email,username", "Can you send us your username and email over DM?"),
    ("email", "Could you shoot us a DM with the email address of the account?"),
    ("phone", "What's the best number to call you back on?"),
    ("phone", "Can I get a good callback number?"),
    ("phone", "Please provide a phone number where we can reach you."),
    ("phone", "And your phone number in case we get cut off?"),
    (
        "phone,address",
        "Please DM your phone number and the full street address of the service location",
    ),
    ("zip", "What's the billing zip code?"),
    ("address", "Can you confirm your postal address for me?"),
    ("address,phone", "DM us your address/phone number so we can find a tech."),
    ("username", "What is your gamertag?"),
    ("username", "Could you share your user name with me?"),
    ("security_answer", "What's the name of your first pet?"),
    ("date_of_birth", "Could you verify your DOB?"),
    ("purchase_detail", "When did you buy it?"),
    ("other", "What's the flight number and date?"),
    ("other", "Which airport are you at?"),
    ("other", "Which phone are you using?"),
    ("other", "What time would you like to arrive?"),
    ("other", "How many people will be in your party?"),
    ("other", "Are you using the mobile app or a computer?"),
    ("other", "Have you tried turning it off and on?"),
    ("other", "Can you tell us what happened?"),
    ("other", "Please DM us more details."),
    ("other", "Could you send us a picture of the damage?"),
    ("other", "What's happening when you try to log in?"),
    ("other", "Let us know which store this was."),
    ("other", "Where are you travelling to?"),
    ("other", "Can you DM us a screenshot of the error?"),
    ("other", "What's the name of your doctor?"),
    ("other", "Do you have any allergies?"),
    ("other", "What date would you like to fly?"),
    ("other", "Tell us more."),
    ("other", "What's your new address?"),
    ("none", "Is your address still 12 Oak Lane?"),
    ("none", "Your name is John, correct?"),
    ("none", "Thank you for your order number."),
    ("none", "Please do not post your account number here."),
    ("none", "You can log in with your email address and password."),
    ("none", "I have your phone number here."),
    ("none", "We emailed your confirmation number to you."),
    ("none", "Can I help you with anything else?"),
    ("none", "How may I assist you today?"),
    ("none", "Would you like me to book it?"),
    ("none", "Let us know if you need anything."),
    ("none", "You can reach us by phone or email."),
    ("none", "I've sent a password reset to your email address."),
    ("none", "The name of the hotel is Park Inn."),
    ("none", "Please DM us so we can help."),
    ("none", "Have a great flight!"),
    ("none", "We'll address this with the team."),
    ("none", "Your order number is in your email."),
    ("none", "To change your password, go to account settings."),
    ("none", "When you call, have your booking reference ready."),
    ("none", "If you forgot your password, you can reset it online."),
    ("none", "We will never ask for your PIN."),
    ("none", "I found your account with your phone number."),
    ("none", "Does that work for you?"),
    ("none", "Please allow 24 hours for a response."),
    ("none", "What a lovely picture!"),
    ("none", "Your ticket number starts with 016."),
    ("none", "Please give us a call at 800-555-0100."),
    ("none", "Can you hold for a moment?"),
    ("none", "Please note the new time of your flight."),
    ("none", "You'll find the tracking number in the shipping email."),
    ("none", "We're looking forward to seeing you on board."),
    ("none", "Please let me know if you have any further questions."),
    ("none", "We have forwarded your details to our team."),
    ("none", "Did you know you can change your name online?"),
    ("account_id", "Send us your Acme Club # and we'll add the points."),
    ("none", "We can see your order number. Give us a minute to look at it."),
    ("order_id", "If you have a ticket number, please DM it to us."),
    ("none", "I've got the confirmation number, let me check it."),
    ("none", "We've got your tracking number and will check it."),
]


def kinds(text: str, code: str = "en") -> str:
    requests = language_of(code).read(text).requests
    found = {"other" if each.kind == "reason" else each.kind for each in requests}
    return ",".join(sorted(found)) or "none"


@pytest.mark.parametrize(("wanted", "text"), ASKED)
def test_what_is_asked_for(wanted: str, text: str) -> None:
    assert kinds(text) == ",".join(sorted(wanted.split(",")))


def test_a_request_says_where_it_stands_and_what_it_reaches() -> None:
    reading = ENGLISH.read("Sure. Could you DM us your acct #, and the zip?")
    (account, zip_code) = reading.requests
    assert (reading.typed(account.span), reading.typed(account.slot)) == (
        "Could you DM us your acct #",
        "acct #",
    )
    assert (zip_code.kind, reading.typed(zip_code.span), zip_code.whole) == ("zip", "zip", False)


def test_what_stands_between_quotation_marks_is_somebody_elses() -> None:
    assert kinds('He wrote "what is your account number?" to me.') == "none"


def test_a_clause_of_its_own_may_be_replaced() -> None:
    (request,) = ENGLISH.read("Thanks, and what's your account number please?").requests
    assert request.whole
    (request,) = ENGLISH.read("If you can, send us your account number.").requests
    assert not request.whole


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("account_id", "Können Sie mir bitte Ihre Kundennummer nennen?"),
        ("account_id", "Wie lautet Ihre Kontonummer?"),
        ("account_id", "Dürfte ich Ihre Vertragsnummer erfahren?"),
        ("account_id", "Ich bräuchte noch Ihre Kundennr. bitte."),
        ("account_id", "Haben Sie Ihre Kundennummer zur Hand?"),
        ("account_id,full_name", "Nennen Sie mir bitte Ihren Namen und Ihre Kundennummer."),
        ("full_name", "Mit wem spreche ich?"),
        ("full_name", "Wie war noch einmal Ihr Name?"),
        ("full_name,date_of_birth", "Darf ich nach Ihrem Namen und Geburtsdatum fragen?"),
        ("date_of_birth", "Wann sind Sie geboren?"),
        ("pin_password", "Und Ihre PIN bitte?"),
        ("pin_password", "Bitte geben Sie mir Ihr Kennwort."),
        ("order_id", "Teilen Sie uns bitte Ihre Bestellnummer mit."),
        ("order_id", "Um welche Bestellung geht es?"),
        ("phone", "Unter welcher Nummer erreiche ich Sie?"),
        ("phone", "Könnten Sie mir Ihre Telefonnummer geben?"),
        ("email", "Wie ist Ihre E-Mail-Adresse?"),
        ("zip", "Ihre Postleitzahl, bitte?"),
        ("address", "Könnten Sie mir Ihre Adresse bestätigen?"),
        ("other", "Weshalb rufen Sie an?"),
        ("none", "Ich habe Ihre Kundennummer hier."),
        ("none", "Vielen Dank für Ihre Kundennummer."),
        ("none", "Schicken Sie uns bitte keine Passwörter."),
        ("none", "Ihre Bestellnummer finden Sie in der Mail."),
        ("none", "Kann ich sonst noch etwas für Sie tun?"),
        ("none", "Soll ich Ihnen das zuschicken?"),
        ("none", "Mein Name ist Weber."),
        ("none", "Ich schicke Ihnen eine E-Mail."),
        ("none", "Kann ich Ihre Adresse für Sie ändern?"),
        ("none", "Wie kann ich Ihnen helfen?"),
    ],
)
def test_what_is_asked_for_in_german(wanted: str, text: str) -> None:
    assert kinds(text, "de") == ",".join(sorted(wanted.split(",")))
