"""A small web server to be checked by http-check.lua: `python3 check-server.py PORT`; `GET /stop` ends it."""
import http.server
import sys
import threading
import time

PAGES = {"/": (200, 0), "/fast": (200, 0), "/slow": (200, 0.3), "/gone": (410, 0), "/broken": (500, 0)}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, delay = PAGES.get(self.path, (404, 0))
        if self.path == "/stop":
            status = 200
        time.sleep(delay)
        body = f"{self.path} says {status}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if self.path == "/stop":
            threading.Thread(target=self.server.shutdown).start()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
# The program ends when the last answer is out, not before.
server.daemon_threads = False
server.serve_forever()
