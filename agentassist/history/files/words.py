"""Words that other systems use for channels and states, beside our own."""

from agentassist.domain.interaction import Channel, InteractionStatus

CHANNELS = {
    **dict.fromkeys(("call", "telephone", "voice", "anruf", "telefon", "tel"), Channel.PHONE),
    **dict.fromkeys(("email", "mails", "emails", "correo"), Channel.MAIL),
    **dict.fromkeys(("sms", "whatsapp", "messenger", "signal", "telegram"), Channel.MESSAGE),
    **dict.fromkeys(("twitter", "x", "facebook", "instagram", "socialmedia"), Channel.SOCIAL),
    **dict.fromkeys(("livechat", "webchat"), Channel.CHAT),
    **dict.fromkeys(("fax", "brief", "post"), Channel.LETTER),
    **dict.fromkeys(("portal", "webform", "form", "website", "formular"), Channel.WEB),
    **dict.fromkeys(("shop", "branch", "filiale"), Channel.STORE),
    **dict.fromkeys(("case", "incident", "request"), Channel.TICKET),
}
STATUSES = {
    **dict.fromkeys(("new", "offen", "neu", "inprogress", "active"), InteractionStatus.OPEN),
    **dict.fromkeys(("pending", "onhold", "hold", "wartend"), InteractionStatus.WAITING),
    **dict.fromkeys(("solved", "resolved", "done", "geschlossen"), InteractionStatus.CLOSED),
}
