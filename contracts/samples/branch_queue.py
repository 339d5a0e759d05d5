#!/usr/bin/env python3
"""Reads a unit's queue: works on each message once, gives the receipt over HTTP, then acknowledges at the broker.

URI, QUEUE   what PUT /v1/units/{code}/channel answered
API          DeadlineReminders, such as https://reminders.example.org:8443
UNIT         the unit's code; receipts are given for its own messages alone
TOKEN_FILE   a file with a branch's token, read for each receipt: whatever renews it, replaces the file
SEEN_FILE    where the ids of what was worked on are kept
Needs pika 1.x (Debian: python3-pika). It declares nothing: the queue is the product's. It goes on after whatever ends the connection.
"""
import json
import os
import sys
import time
import urllib.request

import pika
URI, QUEUE, API, UNIT, TOKEN_FILE, SEEN_FILE = (
    os.environ[name] for name in ("URI", "QUEUE", "API", "UNIT", "TOKEN_FILE", "SEEN_FILE"))
KNOWN = [f"workflow.{kind}.v1" for kind in "assignment reminder deadline return acceptance extension-granted extension-refused "
         "insistence reopening urging amendment withdrawal report extension-asked declined copy copy-amended copy-withdrawn".split()]


def say(*words):
    print(*words, flush=True)


def work(event):
    say(event["type"], event["data"]["assignmentId"], event["data"]["text"])     # here the branch does what it does


def receipt(event):
    """The unit has it. Repeating it changes nothing; what is no message of its inbox needs none."""
    request = urllib.request.Request(f"{API}/v1/units/{UNIT}/inbox/{event['id']}/receipt", method="POST")
    with open(TOKEN_FILE, encoding="utf-8") as token:
        request.add_header("Authorization", "Bearer " + token.read().strip())
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except urllib.error.HTTPError as refused:
        if refused.code != 404:
            raise


def handle(event, seen):
    if event["type"] not in KNOWN:
        # A newer version says something new: for a person to see. Given back it would only come again.
        say("unknown type", event["type"], event["id"])
        return
    if event["id"] not in seen:
        work(event)
        seen.add(event["id"])
        with open(SEEN_FILE, "a", encoding="utf-8") as ids:
            ids.write(event["id"] + "\n")
    if event["subject"] == UNIT:
        receipt(event)


def read(seen):
    # Until the connection ends. What was not acknowledged comes again, with the same id.
    with pika.BlockingConnection(pika.URLParameters(URI)) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=16)
        say("reading", QUEUE)
        for method, _, body in channel.consume(QUEUE):
            handle(json.loads(body), seen)
            channel.basic_ack(method.delivery_tag)


if __name__ == "__main__":
    ids = set(open(SEEN_FILE, encoding="utf-8").read().split()) if os.path.exists(SEEN_FILE) else set()
    wait = 1
    while True:
        began = time.monotonic()
        try:
            read(ids)
        except (pika.exceptions.AMQPError, OSError) as lost:      # of HTTP, too
            wait = 1 if time.monotonic() - began > 60 else min(wait * 2, 30)
            print(f"again in {wait} s: {lost!r}", file=sys.stderr, flush=True)
            time.sleep(wait)
