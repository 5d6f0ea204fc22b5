"""A small mail server for mail-report.lua: `python3 mail-server.py PORT`.

It takes one message, prints it as JSON and ends.
"""
import email
import email.policy
import json
import socketserver
import sys


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        sender, recipients, content = "", [], []
        self.say("220 localhost ESMTP")
        for line in self.rfile:
            text = line.decode("ascii").rstrip("\r\n")
            word = text[:4].upper()
            if word == "EHLO":
                self.say("250-localhost", "250 8BITMIME")
            elif word == "MAIL":
                sender = text.split(":", 1)[1].split(" ")[0].strip("<>")
                self.say("250 ok")
            elif word == "RCPT":
                recipients.append(text.split(":", 1)[1].split(" ")[0].strip("<>"))
                self.say("250 ok")
            elif word == "DATA":
                self.say("354 go on")
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    content.append(part[1:] if part.startswith(b".") else part)
                self.report(sender, recipients, b"".join(content))
                self.say("250 taken")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode("ascii"))

    def report(self, sender, recipients, content):
        message = email.message_from_bytes(content, policy=email.policy.default)
        print(json.dumps({
            "from": sender,
            "to": recipients,
            "subject": message["Subject"],
            "text": message.get_body(("plain",)).get_content(),
            "attachments": [[part.get_filename(), len(part.get_payload(decode=True))] for part in message.iter_attachments()],
        }), flush=True)
        self.server.done = True


socketserver.TCPServer.allow_reuse_address = True
server = socketserver.TCPServer(("127.0.0.1", int(sys.argv[1])), Session)
server.done = False
while not server.done:
    server.handle_request()
