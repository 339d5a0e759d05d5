#!/usr/bin/env python3
"""Polls a unit's inbox: no queue, no webhook, nothing but HTTP and Python's own library.

API          DeadlineReminders, such as https://reminders.example.org:8443
UNIT         the unit's code
TOKEN_FILE   a file with a branch's token, read for each request
INTERVAL     seconds between looks at an empty inbox, default 30

What has no receipt is asked for, worked on, and given its receipt: then it is asked for no more. A crash between the two works on one
message again; its id is the same.
"""
import json
import os
import sys
import time
import urllib.error
import urllib.request

API, UNIT, TOKEN_FILE = (os.environ[name] for name in ("API", "UNIT", "TOKEN_FILE"))
INTERVAL = float(os.environ.get("INTERVAL", "30"))
INBOX = f"{API}/v1/units/{UNIT}/inbox"


def call(method, address):
    """The answer's JSON, None where it has none. What the service cannot do now is asked again when it says so."""
    while True:
        with open(TOKEN_FILE, encoding="utf-8") as token:
            headers = {"Authorization": "Bearer " + token.read().strip()}
        try:
            with urllib.request.urlopen(urllib.request.Request(address, method=method, headers=headers), timeout=30) as answer:
                body = answer.read()
                return json.loads(body) if body else None
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 503):
                raise SystemExit(f"{method} {address}: {refused.code} {refused.read().decode()}") from refused
            wait = float(refused.headers.get("Retry-After", 5))
        except OSError as away:
            wait = 5
            print(f"again in {wait} s: {away!r}", file=sys.stderr, flush=True)
        time.sleep(wait)


def work(event):
    """What a branch does with a message; here it is printed."""
    print(event["type"], event["data"]["assignmentId"], event["data"]["text"], flush=True)


while True:
    items = call("GET", f"{INBOX}?open=true&limit=100")["items"]
    for message in items:
        work(message)
        call("POST", f"{INBOX}/{message['id']}/receipt")
    if not items:
        time.sleep(INTERVAL)
