r"""CatBot: a conversation. It writes down where you saw a cat, and asks until it knows all.

Install it:

    Name:        CatBot
    Responds to: \bsaw an? (?P<colour>\w+ )?cat\b
    URL:         http://localhost:1234/state

Say "I saw a cat!", and the bot gets

    {"room": "test", "author": "Emmy", "text": "I saw a cat!", "params": {"colour": null}}

It returns a question and a `state`, in which it notes what it has to remember:

    {"text": "Where did you see the cat?", "state": {"asking": "where", "known": {}}}

While there is a state, every message in the room goes to this bot and no other, whatever it
says, and the state comes along. Say "behind the college", and the bot gets

    {"room": "test", "author": "Emmy", "text": "behind the college", "params": {},
     "state": {"asking": "where", "known": {}}}

An answer without a state (or with None) ends the conversation. Say "stop" to end it early: a
bot should always offer a way out.

The state is all that the bot remembers, so cats in two rooms don't get mixed up. It may be
anything that JSON can hold, but it is no place for secrets: everybody in the room can see it.
"""
import html

from flask import Blueprint, request

bot = Blueprint('state', __name__)

QUESTIONS = {
    'where': 'Where did you see the cat?',
    'colour': 'What colour was it?',
    'count': 'And how many cats were there?',
}


@bot.post('/state')
def state():
    message = request.json
    if 'state' not in message:
        known = {}
        if message['params'].get('colour'):
            known['colour'] = message['params']['colour'].strip()
        return ask_next(known)

    asking = message['state']['asking']
    known = message['state']['known']
    answer = message['text'].strip()

    if answer.lower() == 'stop':
        return {'text': 'Never mind! Tell me when you see another one.'}
    if asking == 'count' and not answer.isdecimal():
        # Not an answer we can use: ask again, with the same state.
        return {'text': 'In digits, please. How many cats?', 'state': message['state']}

    known[asking] = answer
    return ask_next(known)


def ask_next(known):
    """Asks for the first thing that isn't known yet; says thanks when all is known."""
    for asking, question in QUESTIONS.items():
        if asking not in known:
            return {'text': question, 'state': {'asking': asking, 'known': known}}

    where, colour, count = [html.escape(known[asking]) for asking in QUESTIONS]
    return {'text': f'Thank you! Cats seen: {count}. Where: {where}. Colour: {colour}.'}
