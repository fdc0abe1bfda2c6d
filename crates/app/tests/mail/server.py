"""A real mail server for the tests: takes mail and tells each as one line of JSON, decoded as a mail program would.

Arguments: nothing, or `--tls CERTIFICATE KEY` (only after STARTTLS), `--refuse ADDRESS` (550 for it).
The first line it writes is the port it listens on.
"""

import argparse
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP


def say(value):
    print(json.dumps(value), flush=True)


class Mailbox:
    def __init__(self, refuse):
        self.refuse = refuse

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refuse:
            return f"550 5.1.1 no such mailbox: {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        body = lambda kind: mail.get_body((kind,)).get_content()
        say({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "headers": sorted(name.lower() for name in mail.keys()),
            "subject": mail["subject"],
            "sender": str(mail["from"]),
            "id": mail["message-id"],
            "date": mail["date"],
            "language": mail["content-language"],
            "text": body("plain"),
            "html": body("html"),
            "raw": envelope.content.decode("ascii"),
        })
        return "250 OK"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", nargs=2)
    parser.add_argument("--refuse")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args()
    context = None
    if given.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*given.tls)
    mailbox = Mailbox(given.refuse)

    def session():
        return SMTP(mailbox, hostname="mail.test", tls_context=context, require_starttls=context is not None)

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", given.port)
    say(server.sockets[0].getsockname()[1])
    # It ends with the test that holds its standard input.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
