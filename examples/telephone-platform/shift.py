#!/usr/bin/env python3
"""A telephone platform, as small as it can be: plays a shift of calls to the hotline.

Nothing but Python's standard library. It tells each event until it is heard, and as lines do it tells some twice and some late:
the hotline knows each call all the same.

    export HUIYING_API_KEY=hy_…
    python3 shift.py --api http://127.0.0.1:12345 --line 8012=0190… --calls 20
"""

import argparse
import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

LONGEST_PAUSE_SECONDS = 30
CHINA = timezone(timedelta(hours=8))
# Of ten callers: who is answered, who is passed on to another line, who gives up, and who gives up and rings again.
FATES = ("answered",) * 5 + ("transferred",) * 2 + ("missed",) * 2 + ("missedThenAnswered",)
NO_NUMBER_ONE_IN = 12
TWICE_ONE_IN = 5


class Hotline:
    """The interface of the hotline, asked until it answers."""

    def __init__(self, api, key):
        self.api, self.key = api.rstrip("/"), key

    def ask(self, method, path, body):
        data = json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        pause = 1
        while True:
            request = urllib.request.Request(self.api + path, data=data, headers=headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.loads(answer.read())
            except urllib.error.HTTPError as problem:
                said = problem.read()
                if problem.code != 429 and problem.code < 500:
                    # What does not fit does not fit the second time: say what is wrong, and leave it.
                    raise SystemExit(f"{method} {path}: {problem.code} {said.decode(errors='replace')}") from None
                wait = float(problem.headers.get("Retry-After") or pause)
            except (urllib.error.URLError, http.client.HTTPException, OSError):
                wait = pause
            time.sleep(min(wait, LONGEST_PAUSE_SECONDS))
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


def plan(calls, lines, chance, number_of):
    """What happens in the shift: (seconds after its beginning, event), each as the hotline is told it."""
    told, counts, at = [], {"calls": 0, "answered": 0, "transferred": 0, "missed": 0}, 0.0

    def ring(number, fate, begins):
        counts["calls"] += 1
        counts[fate] += 1
        line = chance.choice(lines)
        call = {"call": f"shift-{uuid.UUID(int=chance.getrandbits(128), version=4)}", "number": number}
        answered = begins + chance.uniform(2, 14)
        ends = answered + chance.uniform(40, 300)
        told.append((begins, {**call, "event": "ringing", "agent": line}))
        if fate == "missed":
            ends = begins + chance.uniform(15, 45)
        else:
            told.append((answered, {**call, "event": "answered", "agent": line}))
        if fate == "transferred":
            others = [other for other in lines if other != line] or lines
            told.append(((answered + ends) / 2, {**call, "event": "transferred", "agent": chance.choice(others)}))
        over = {**call, "event": "ended"}
        if fate != "missed":
            over["recording"] = f"rec/{call['call']}.wav"
        told.append((ends, over))
        return ends

    for nth in range(calls):
        at += chance.uniform(5, 40)
        number = None if nth % NO_NUMBER_ONE_IN == NO_NUMBER_ONE_IN - 1 else number_of(nth)
        fate = FATES[nth % len(FATES)]
        if fate == "missedThenAnswered":
            ends = ring(number, "missed", at)
            ring(number, "answered", ends + chance.uniform(20, 60))
        else:
            ring(number, fate, at)
    return sorted(told, key=lambda one: one[0]), counts


def as_lines_do(told, chance):
    """The same, as it arrives: now and then two change places, and some come twice."""
    told = list(told)
    for nth in range(0, len(told) - 1, 4):
        told[nth], told[nth + 1] = told[nth + 1], told[nth]
    for one in told:
        yield one
        if chance.randrange(TWICE_ONE_IN) == 0:
            yield one


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--api", required=True, help="where the hotline answers")
    parser.add_argument("--line", action="append", default=[], metavar="LINE=ACCOUNT", help="a line, and whose it is")
    parser.add_argument("--calls", type=int, default=20, help="how many people ring")
    parser.add_argument("--pace", type=float, default=0, help="seconds of the shift that pass in one; 0: all at once, and over by now")
    parser.add_argument("--seed", type=int, default=1, help="the same one plays the same shift")
    parser.add_argument("--numbers", default="13900", help="how the invented numbers begin")
    options = parser.parse_args()
    key = os.environ.get("HUIYING_API_KEY")
    lines = dict(line.split("=", 1) for line in options.line)
    if not key or not lines:
        parser.error("set HUIYING_API_KEY, and name at least one --line")

    hotline, chance = Hotline(options.api, key), random.Random(options.seed)
    for line, account in lines.items():
        hotline.ask("PUT", f"/api/v1/call-agents/{urllib.parse.quote(line)}", {"account": account})

    first = chance.randrange(100_000)

    def number_of(nth):
        return f"{options.numbers}{(first + nth * 7) % 10 ** (11 - len(options.numbers)):0{11 - len(options.numbers)}d}"

    told, counts = plan(options.calls, list(lines), chance, number_of)
    length = told[-1][0]
    began = datetime.now(CHINA) - timedelta(seconds=0 if options.pace > 0 else length)
    started, sent, again = time.monotonic(), 0, 0
    for after, event in as_lines_do(told, chance):
        if options.pace > 0:
            time.sleep(max(0, after / options.pace - (time.monotonic() - started)))
        answer = hotline.ask("POST", "/api/v1/calls", {**event, "at": (began + timedelta(seconds=after)).isoformat(timespec="milliseconds")})
        sent += 1
        again += not answer["isNew"]
    print(json.dumps({**counts, "events": len(told), "sent": sent, "again": again}))


if __name__ == "__main__":
    sys.exit(main())
