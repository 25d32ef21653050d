#!/usr/bin/env python3
"""A department's own system, as small as it can be: takes tickets from the hotline, and answers them.

Nothing but Python's standard library. Everything it knows is in one SQLite file, so it may be killed at any moment and started
again: it misses nothing and does nothing twice.

    export HUIYING_API_KEY=hy_…
    python3 department.py --api http://127.0.0.1:12345 --listen 127.0.0.1:9444
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import sqlite3
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 5 * 60
LARGEST_MESSAGE = 1_000_000
LONGEST_PAUSE_SECONDS = 30
OCCASIONS = ("dispatched", "redispatched", "adjudicated", "replyRejected", "judged", "reopened")

REPLY = {
    "facts": "工作人员已到现场核实，情况属实。",
    "basis": "本单位职责清单",
    "measures": "已处理完毕，并安排复查。",
    "contacted": "已电话告知诉求人处理结果。",
    "text": "您好，您反映的问题已处理完毕，感谢您的监督。",
}


class Memory:
    """What must outlive this process: the subscription, the place in the feed, the events taken, the steps done."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.database = sqlite3.connect(path, check_same_thread=False)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.executescript(
            """
            CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS told (
              id TEXT PRIMARY KEY, ticket TEXT, seq INTEGER, type TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE IF NOT EXISTS step (ticket TEXT, occasion INTEGER, command TEXT, PRIMARY KEY (ticket, occasion, command));
            """
        )

    def get(self, name, otherwise=None):
        with self.lock:
            row = self.database.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row[0] if row else otherwise

    def put(self, name, value):
        with self.lock, self.database:
            self.database.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def take(self, events, cursor=None):
        """Events as (id, ticket, seq, type, takes back); one that is known already is left out. With a cursor: both or neither."""
        taken = 0
        with self.lock, self.database:
            for event_id, ticket, seq, kind, takes_back in events:
                new = "INSERT OR IGNORE INTO told (id, ticket, seq, type) VALUES (?, ?, ?, ?)"
                taken += self.database.execute(new, (event_id, ticket, seq, kind)).rowcount
                # It never happened, so it is no occasion for anything; its id stays known, for it may come again.
                self.database.execute("UPDATE told SET type = 'retracted' WHERE id = ?", (takes_back,))
            if cursor is not None:
                self.database.execute("INSERT OR REPLACE INTO setting VALUES ('cursor', ?)", (cursor,))
        return taken

    def next_ticket(self):
        """The ticket with the oldest event that nobody has looked at, and its events."""
        with self.lock:
            row = self.database.execute("SELECT ticket FROM told WHERE done = 0 ORDER BY rowid LIMIT 1").fetchone()
            if row is None:
                return None, []
            found = self.database.execute("SELECT id FROM told WHERE ticket = ? AND done = 0", row).fetchall()
        return row[0], found

    def looked_at(self, events):
        with self.lock, self.database:
            self.database.executemany("UPDATE told SET done = 1 WHERE id = ?", events)

    def occasion(self, ticket):
        """The last event that laid the ticket on our desk: what is done for it is done once."""
        query = f"SELECT max(seq) FROM told WHERE ticket = ? AND type IN ({','.join('?' * len(OCCASIONS))})"
        with self.lock:
            return self.database.execute(query, (ticket, *OCCASIONS)).fetchone()[0]

    def has_done(self, ticket, occasion, command):
        query = "SELECT 1 FROM step WHERE ticket = ? AND occasion = ? AND command = ?"
        with self.lock:
            return self.database.execute(query, (ticket, occasion, command)).fetchone() is not None

    def note(self, ticket, occasion, command):
        with self.lock, self.database:
            self.database.execute("INSERT OR IGNORE INTO step VALUES (?, ?, ?)", (ticket, occasion, command))


class Hotline:
    """The API of the hotline. What may pass by itself is asked again, with the same Idempotency-Key."""

    def __init__(self, api, key):
        self.api = api.rstrip("/") + "/api/v1"
        self.key = key

    def ask(self, method, path, body=None, idempotency_key=None, if_match=None):
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        if if_match:
            headers["If-Match"] = if_match
        pause = 1
        while True:
            request = urllib.request.Request(self.api + path, data=data, headers=headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return answer.status, answer.headers, json.load(answer)
            except urllib.error.HTTPError as problem:
                if problem.code not in (429, 500, 502, 503, 504):
                    return problem.code, problem.headers, read_problem(problem)
                wait = float(problem.headers.get("Retry-After") or pause)
            except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError):
                wait = pause
            time.sleep(min(wait, LONGEST_PAUSE_SECONDS))
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def read_problem(answer):
    try:
        return json.load(answer)
    except ValueError:
        return {}


class Department:
    def __init__(self, hotline, memory):
        self.hotline = hotline
        self.memory = memory
        self.news = threading.Event()
        self.secret = None

    def subscribe(self, own_address):
        """Once for ever. The key is kept before the question is asked, so a lost answer is had again."""
        if self.memory.get("secret") is None:
            once = self.memory.get("subscription-key") or str(uuid.uuid4())
            self.memory.put("subscription-key", once)
            status, _, webhook = self.hotline.ask(
                "POST", "/webhooks", {"name": "department-system", "url": own_address}, idempotency_key=once
            )
            if status != 201:
                sys.exit(f"The hotline does not take the subscription: {status} {webhook.get('detail')}")
            self.memory.put("webhook", webhook["id"])
            self.memory.put("secret", webhook["secret"])
        self.secret = self.memory.get("secret")

    def verifies(self, headers, body):
        """Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, not older than five minutes, compared in constant time."""
        message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
            return False
        signed = f"{message_id}.{timestamp}.".encode() + body
        expected = base64.b64encode(hmac.new(self.key_of(self.secret), signed, hashlib.sha256).digest())
        # While a secret is being exchanged there are two signatures; one that fits is enough.
        given = [one.split(",", 1) for one in headers.get("webhook-signature", "").split(" ") if "," in one]
        return any(version == "v1" and hmac.compare_digest(value.encode(), expected) for version, value in given)

    def key_of(self, secret):
        return base64.b64decode(secret.removeprefix("whsec_"))

    def receive(self, headers, body):
        """The answer to a message: kept first, then acknowledged; the work is done afterwards."""
        if not self.verifies(headers, body):
            say("refused a message: its signature is wrong or too old")
            return 401
        event = json.loads(body)
        if event["type"].startswith("huiying.ticket."):
            # The `webhook-id` is the id of the event, the same as in the feed.
            kind = event["type"].removeprefix("huiying.ticket.")
            told = event["data"]
            if self.memory.take([(event["id"], event["subject"], told["seq"], kind, told["data"].get("event"))]) == 0:
                say(f"had {headers['webhook-id']} already")
        self.news.set()
        return 204

    def catch_up(self):
        """What happened while we were away. The same events come by webhook too; they have the same name in both."""
        more = True
        while more:
            cursor = urllib.parse.quote(self.memory.get("cursor", "start"))
            status, _, page = self.hotline.ask("GET", f"/events?after={cursor}&limit=100")
            if status != 200:
                sys.exit(f"The feed cannot be read: {status} {page.get('detail')}")
            events = [
                (item["id"], item["ticket"]["id"], item["seq"], item["type"], item["data"].get("event"))
                for item in page["items"]
            ]
            taken = self.memory.take(events, page["nextCursor"])
            if taken:
                say(f"caught up with {taken} events")
            more = page["more"]
        self.news.set()

    def work(self):
        while True:
            ticket, events = self.memory.next_ticket()
            if ticket is None:
                self.news.wait()
                self.news.clear()
                continue
            while self.take_a_step(ticket):
                pass
            self.memory.looked_at(events)

    def take_a_step(self, ticket_id):
        """Reads the ticket and does what is to be done next. Whether there may be more to do."""
        status, headers, ticket = self.hotline.ask("GET", f"/tickets/{ticket_id}")
        if status != 200:
            return False
        occasion = self.memory.occasion(ticket_id)
        if occasion is None:
            return False
        for command, body in (("acknowledge", {}), ("recordContact", {"note": "已电话联系诉求人。"}), ("reply", REPLY)):
            if command in ticket["allowedActions"] and not self.memory.has_done(ticket_id, occasion, command):
                break
        else:
            return False
        status, _, answer = self.hotline.ask(
            "POST",
            f"/tickets/{ticket_id}/actions/{command}",
            body,
            # One name for one intention: sent again after a crash it has the first answer and is not done again.
            idempotency_key=f"{ticket_id}-{occasion}-{command}",
            if_match=headers["ETag"],
        )
        if status == 412:
            return True  # Somebody was faster: read it again and decide anew.
        if status == 200:
            self.memory.note(ticket_id, occasion, command)
            say(f"{ticket['number']}: {command}")
            return True
        say(f"{ticket['number']}: {command} was refused: {answer.get('code')}")
        return False


def endpoint(department):
    class Endpoint(BaseHTTPRequestHandler):
        timeout = 30

        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            if length > LARGEST_MESSAGE:
                self.send_error(413)
                return
            self.send_response(department.receive(self.headers, self.rfile.read(length)))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    return Endpoint


def say(text):
    print(text, flush=True)


def main(kind=Department):
    parser = argparse.ArgumentParser(description="A department's own system.")
    parser.add_argument("--api", default="http://127.0.0.1:12345", help="where the hotline is")
    parser.add_argument("--listen", default="127.0.0.1:9444", help="address and port to listen on")
    parser.add_argument("--own-address", help="what the hotline is to call; without it http:// and --listen")
    parser.add_argument("--state", default="department.sqlite", help="the file in which everything is kept")
    options = parser.parse_args()
    key = os.environ.get("HUIYING_API_KEY")
    if not key:
        sys.exit("Set HUIYING_API_KEY to the key of the department.")
    host, port = options.listen.rsplit(":", 1)
    department = kind(Hotline(options.api, key), Memory(options.state))
    server = ThreadingHTTPServer((host, int(port)), endpoint(department))
    department.subscribe(options.own_address or f"http://{options.listen}/hotline")
    threading.Thread(target=department.work, daemon=True).start()
    threading.Thread(target=department.catch_up, daemon=True).start()
    say(f"listening on {options.listen}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        say("stopped; everything is kept")


if __name__ == "__main__":
    main()
