"""A small web site for web-check.lua: `python3 tea-server.py PORT`; `GET /stop` ends it.

A webhook with the right signature (secret `example`) changes the price of black tea.
"""
import hashlib
import hmac
import http.server
import json
import sys
import threading

PRICES = {"green": "3 €", "black": "4 €"}
ORDERS = {}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        name = self.path[1:]
        if self.path == "/robots.txt":
            self.answer(200, "text/plain", f"User-agent: *\nDisallow: /api\nSitemap: {base}/sitemap.xml\n")
        elif self.path == "/sitemap.xml":
            pages = "".join(f"<url><loc>{base}/{tea}</loc><priority>0.8</priority></url>" for tea in PRICES)
            self.answer(200, "application/xml", f"<urlset>{pages}<url><loc>{base}/</loc><priority>0.1</priority></url></urlset>")
        elif name in PRICES:
            self.answer(200, "text/html; charset=utf-8",
                        f"<title>{name} tea</title><a href=/>home</a><table><tr><td>100 g<td class=price>{PRICES[name]}</table>")
        elif self.path.startswith("/api/orders/") and self.path[12:] in ORDERS:
            self.answer(200, "application/json", json.dumps(ORDERS[self.path[12:]]))
        elif self.path == "/stop":
            self.answer(200, "text/plain", "bye\n")
            threading.Thread(target=self.server.shutdown).start()
        else:
            self.answer(200 if self.path == "/" else 404, "text/html", "<title>Teas</title>")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/hook":
            wanted = "sha256=" + hmac.new(b"example", body, hashlib.sha256).hexdigest()
            good = hmac.compare_digest(wanted, self.headers.get("X-Hub-Signature-256", ""))
            if good:
                PRICES.update(json.loads(body))
            self.answer(204 if good else 401, "text/plain", "")
        else:
            number = str(len(ORDERS) + 1)
            ORDERS[number] = {"id": number, **json.loads(body)}
            self.answer(201, "application/json", json.dumps(ORDERS[number]))

    def answer(self, status, kind, text):
        body = text.encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
# The program ends when the last answer is out, not before.
server.daemon_threads = False
server.serve_forever()
