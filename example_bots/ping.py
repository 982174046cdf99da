r"""PingBot: plays a ball to a bot that nobody installed, which then installs itself.

Install it, but not pong.py:

    Name:        PingBot
    Responds to: \bping\b
    URL:         http://localhost:1234/ping

Say "ping", and the bot returns a button whose form leads to another bot:

    {"text": "Ping! <form action=\"pong\"> <button name=\"hits\" value=\"1\"> ..."}

Press it. `pong`, read from this bot's URL, is http://localhost:1234/pong. No bot of the room
has that URL, so NeCSuS calls it for this one time:

    {"room": "test", "author": "Emmy", "form_data": {"hits": "1"}}

What happens then is told in pong.py. Pong's button leads back to this bot, which is called
the same way and finds the number of hits in `form_data`.
"""
from flask import Blueprint, request

bot = Blueprint('ping', __name__)


@bot.post('/ping')
def ping():
    hits = int(request.json.get('form_data', {}).get('hits', 0)) + 1
    return {
        'text': f"""Ping! Hit number {hits}.
            <form action="pong"><button name="hits" value="{hits}">Hit it to pong</button></form>""",
    }
