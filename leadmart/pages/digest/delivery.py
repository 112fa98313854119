"""Sending a report: to a webhook, by e-mail, or both, as the environment says."""

from __future__ import annotations

import json
import os
import re
import smtplib
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

from leadmart.errors import REFUSED, LeadmartError, one_line
from leadmart.pages.figures import plain

WEBHOOK = "LEADMART_REPORT_WEBHOOK"
LINK = "LEADMART_REPORT_LINK"
HOST, PORT, USER = "LEADMART_SMTP_HOST", "LEADMART_SMTP_PORT", "LEADMART_SMTP_USER"
SENDER, RECIPIENTS = "LEADMART_SMTP_FROM", "LEADMART_SMTP_TO"
PASSWORD = "DBT_ENV_SECRET_SMTP_PASSWORD"

TRIES = 3
SECONDS_BETWEEN_TRIES = 2.0
SECONDS_TO_ANSWER = 10.0
# A server that answers byte by byte keeps within the one above for ever.
SECONDS_FOR_A_TRY = 60.0
_TLS_PORT, _SUBMISSION_PORT = 465, 587
_LONGEST_SUBJECT = 150
# What may go well the next time.
_TRANSIENT_STATUSES = {408, 425, 429, 500, 502, 503, 504}
_LOCAL = {"localhost", "127.0.0.1", "::1"}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?")


@dataclass(frozen=True)
class Message:
    """What is sent: the same report as text, as a page, and as a record."""

    subject: str
    text: str
    html: str
    record: dict[str, Any]


@dataclass(frozen=True)
class Webhook:
    """An address that takes a JSON POST. It may hold a secret, so only its host is ever shown."""

    url: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The webhook for a log."""
        return f"webhook at {urlsplit(self.url).hostname}"


@dataclass(frozen=True)
class Mail:
    """A mail server, always spoken to through TLS."""

    host: str
    port: int
    sender: str = field(repr=False)
    recipients: tuple[str, ...] = field(repr=False)
    user: str = field(repr=False, default="")
    password: str = field(repr=False, default="")

    @property
    def shown(self) -> str:
        """The mail for a log."""
        count = len(self.recipients)
        return f"e-mail to {count} recipient{'s' if count > 1 else ''} by {self.host}"


Channel = Webhook | Mail


class _NotSent(Exception):
    """A try that failed, and whether another may go well."""

    def __init__(self, why: str, *, is_transient: bool) -> None:
        self.is_transient = is_transient
        super().__init__(why)


def read_channels(environment: Mapping[str, str]) -> list[Channel]:
    """Where the environment wants reports sent. Refuses settings that cannot work."""
    channels: list[Channel] = []
    if url := environment.get(WEBHOOK):
        channels.append(_read_webhook(url))
    if environment.get(HOST):
        channels.append(_read_mail(environment))
    return channels


def _read_webhook(url: str) -> Webhook:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or re.search(r"[\s\x00-\x1f\x7f]", url) or "@" in parts.netloc:
        raise _refusal(WEBHOOK, "no address that can be used", "write https://HOST/PATH")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOCAL):
        raise _refusal(WEBHOOK, "would be sent in the clear", "write https://HOST/PATH")
    return Webhook(url)


def _read_mail(environment: Mapping[str, str]) -> Mail:
    host = environment[HOST]
    if not _HOST.fullmatch(host):
        raise _refusal(HOST, "no name of a host", "write mail.example")
    port = environment.get(PORT) or str(_SUBMISSION_PORT)
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65536:
        raise _refusal(PORT, "no port", f"write {_SUBMISSION_PORT} or {_TLS_PORT}")
    sender = environment.get(SENDER, "").strip()
    recipients = [one.strip() for one in environment.get(RECIPIENTS, "").split(",") if one.strip()]
    for name, addresses in ((SENDER, [sender]), (RECIPIENTS, recipients)):
        if not addresses or not all(_ADDRESS.fullmatch(one) for one in addresses):
            commas = ", several with commas between" if name == RECIPIENTS else ""
            raise _refusal(name, "no e-mail address", f"write name@host.example{commas}")
    password = environment.get(PASSWORD, "")
    user = environment.get(USER) or sender
    return Mail(host, int(port), sender, tuple(recipients), user, password)


def _refusal(name: str, what: str, mend: str) -> LeadmartError:
    # one_line masks what looks like an address; here it is an example.
    error = LeadmartError(what, where=name, code=REFUSED)
    error.problems = [f"{name}: {what}; {mend}"]
    return error


def send(
    message: Message, channels: list[Channel], pause: Callable[[float], None] = time.sleep
) -> list[str]:
    """Sends to every channel, each a few times if need be. Gives what to say of each.

    Raises LeadmartError, one line, if a channel failed; the others were served all the same.
    """
    sent, failed = [], []
    for channel in channels:
        try:
            _send_patiently(message, channel, pause)
            sent.append(channel.shown)
        except _NotSent as error:
            failed.append(f"{channel.shown}: {error}")
    if failed:
        raise LeadmartError(
            "; ".join(failed),
            where="the report was not sent",
            mend="what is published stays; report again when the way is free",
        )
    return sent


def _send_patiently(message: Message, channel: Channel, pause: Callable[[float], None]) -> None:
    send_once = _prepare(message, channel)
    for number in range(1, TRIES + 1):
        try:
            _within(SECONDS_FOR_A_TRY, send_once)
            return
        except _NotSent as error:
            if not error.is_transient or number == TRIES:
                raise
        pause(SECONDS_BETWEEN_TRIES * number)


def _within(seconds: float, send_once: Callable[[], None]) -> None:
    """A try that ends in time, one way or the other."""
    raised: list[BaseException] = []

    def attempt() -> None:
        try:
            send_once()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        # It may yet arrive, so it is not sent again.
        raise _NotSent(f"not taken in {seconds:.0f} s", is_transient=False)
    if raised:
        raise raised[0]


def _prepare(message: Message, channel: Channel) -> Callable[[], None]:
    """What is tried: the same bytes each time, so that a receiver can tell a repetition."""
    if isinstance(channel, Webhook):
        return lambda: _post(channel, message)
    letter = compose(message, channel)
    return lambda: _mail(channel, letter)


# The webhook ----------------------------------------------------------------------------------


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A report goes where it was addressed to and nowhere else."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """No further request."""


def _post(webhook: Webhook, message: Message) -> None:
    body = {
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "report": message.record,
    }
    request = urllib.request.Request(
        webhook.url,
        data=json.dumps(body, ensure_ascii=False, default=str).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "leadmart"},
        method="POST",
    )
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=SECONDS_TO_ANSWER):
            return
    except urllib.error.HTTPError as error:
        error.close()
        is_transient = error.code in _TRANSIENT_STATUSES
        raise _NotSent(f"it answered {error.code}", is_transient=is_transient) from None
    except (OSError, HTTPException) as error:
        raise _connection_error(error) from None


# The mail -------------------------------------------------------------------------------------


def compose(message: Message, mail: Mail) -> EmailMessage:
    """The e-mail: text and page, with headers that nothing in the data can add to."""
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = plain(message.subject, _LONGEST_SUBJECT)
    letter["From"] = mail.sender
    letter["To"] = ", ".join(mail.recipients)
    letter["Date"] = formatdate()
    letter["Message-ID"] = make_msgid("leadmart", mail.sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    letter.add_alternative(message.html, subtype="html")
    return letter


def _mail(mail: Mail, letter: EmailMessage) -> None:
    tls = ssl.create_default_context()
    try:
        server = _connect(mail, tls)
        try:
            if mail.port != _TLS_PORT:
                server.starttls(context=tls)
            if mail.password:
                server.login(mail.user, mail.password)
            refused = server.send_message(letter, mail.sender, list(mail.recipients))
            # Taken is taken: a farewell that fails must not have it sent again.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
        finally:
            server.close()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        raise _smtp_error("no recipient was taken", min(codes, default=0)) from None
    except smtplib.SMTPResponseException as error:
        raise _smtp_error(_words(error), error.smtp_code) from None
    except smtplib.SMTPNotSupportedError:
        raise _NotSent("it does not speak TLS, or takes no login", is_transient=False) from None
    except (OSError, smtplib.SMTPException) as error:
        raise _connection_error(error) from None
    if refused:
        some = f"{len(refused)} of {len(mail.recipients)} recipients were refused"
        raise _NotSent(some, is_transient=False)


def _connect(mail: Mail, tls: ssl.SSLContext) -> smtplib.SMTP:
    if mail.port == _TLS_PORT:
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS_TO_ANSWER, context=tls)
    return smtplib.SMTP(mail.host, mail.port, timeout=SECONDS_TO_ANSWER)


def _words(error: smtplib.SMTPResponseException) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the login was refused ({USER}, {PASSWORD})"
    if isinstance(error, smtplib.SMTPSenderRefused):
        return f"the sender was refused ({SENDER})"
    return "it refused"


def _smtp_error(what: str, code: int) -> _NotSent:
    # The server's own words may repeat an address, so the number must do.
    return _NotSent(f"{what}, answer {code}", is_transient=400 <= code < 500)


def _connection_error(error: Exception) -> _NotSent:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return _NotSent("its certificate is not trusted", is_transient=False)
    if isinstance(reason, TimeoutError):
        return _NotSent(f"no answer in {SECONDS_TO_ANSWER:.0f} s", is_transient=True)
    words = (isinstance(reason, OSError) and reason.strerror) or type(reason).__name__
    return _NotSent(one_line(str(words)), is_transient=True)


def read_link(environment: Mapping[str, str] | None = None) -> str:
    """Where people open the dashboard; empty where nobody says.

    Raises LeadmartError for what is no web address without a login in it.
    """
    link = (os.environ if environment is None else environment).get(LINK, "").strip()
    parts = urlsplit(link)
    if link and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username):
        raise LeadmartError(
            "is no web address", where=LINK, mend="https://…/dashboard.html", code=REFUSED
        )
    return link


def read_environment() -> list[Channel]:
    """Where this process's environment wants reports sent."""
    return read_channels(os.environ)
