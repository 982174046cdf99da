r"""PongBot: the bot at the other end of ping.py. Don't install it: it does that itself.

Press the button of PingBot, and this bot gets

    {"room": "test", "author": "Emmy", "form_data": {"hits": "1"}}

It returns a state, to begin a conversation:

    {"text": "Pong! ...", "state": {"hits": 2}}

A conversation needs a bot in the room that the next message can go to. So NeCSuS now installs
this one, under the name "(Auto) http://localhost:1234/pong"; look into the room's settings.

From here there are two ways on. Press the button, and the ball flies back to PingBot. Or say
anything: that goes to this bot, with its state, and it ends the conversation by returning none.
"""
from flask import Blueprint, request

bot = Blueprint('pong', __name__)


@bot.post('/pong')
def pong():
    message = request.json
    if 'form_data' not in message:
        hits = message.get('state', {}).get('hits', 0)
        return {'author': 'PongBot', 'text': f'You dropped the ball after {hits} hits. Game over!'}

    hits = int(message['form_data'].get('hits', 0)) + 1
    return {
        'author': 'PongBot',
        'text': f"""Pong! Hit number {hits}.
            <form action="ping"><button name="hits" value="{hits}">Hit it to ping</button></form>""",
        'state': {'hits': hits},
    }
