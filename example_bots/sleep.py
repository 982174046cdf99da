r"""SleepBot: takes its time.

Install it:

    Name:        SleepBot
    Responds to: \bsleep (?P<seconds>\d+(\.\d+)?)
    URL:         http://localhost:1234/sleep

Say "sleep 3", and the bot gets

    {"room": "test", "author": "Emmy", "text": "sleep 3", "params": {"seconds": "3"}}

Three seconds later it returns

    {"text": "Good morning! I slept for 3 seconds."}

Meanwhile you can go on chatting: your message is in the room at once, and only the answer
is late. A bot may think for 2 minutes unless the server is set up otherwise; "sleep 125"
shows what NeCSuS says about one that takes longer.
"""
import time

from flask import Blueprint, request

bot = Blueprint('sleep', __name__)

LONGEST_SLEEP = 150  # seconds


@bot.post('/sleep')
def sleep():
    seconds = float(request.json['params'].get('seconds') or 1)
    seconds = min(seconds, LONGEST_SLEEP)
    time.sleep(seconds)
    return {'text': f'Good morning! I slept for {seconds:g} seconds.'}
