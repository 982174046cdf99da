r"""ErrorBot: does everything wrong that a bot can, to show what NeCSuS says then.

Install it:

    Name:        ErrorBot
    Responds to: \berror\b
    URL:         http://localhost:1234/error

Say "error" for the list of mistakes, each with a button; or name one: "error 404", "error not
json", "error no text". The bot gets a message as ever; what it returns is the mistake. A
system message in the room then says what went wrong, and what to look at.

Each mistake also has an address of its own, with `-` for blanks, for a bot that always makes
it: http://localhost:1234/error/no-text

Some mistakes are made when installing a bot, before it is even called. To see what NeCSuS says,
try these URLs: nothing at all; `localhost:1234/error` without http://; a word. "error addresses"
has buttons for more of them.

This is the one example that isn't written for copying.
"""
import html
import socket
import time

from flask import Blueprint, Response, jsonify, redirect, request

bot = Blueprint('error', __name__)

# Good JSON, but not what a bot should return. (NeCSuS minds the text, and ignores the odd fields.)
WRONG_JSON = {
    'list': ['text', 'hello'],
    'string': 'hello',
    'int': 42,
    'float': 4.2,
    'bool': True,
    'null': None,
    'no text': {'author': 'ErrorBot'},
    'wrong text': {'text': 42},
    'null text': {'text': None},
    'odd fields': {
        'text': 'This text is fine, the rest is not.',
        'image': 1,
        'media': [],
        'author': {'first': 'Emmy'},
        'room': 5,
        'surprise': True,
    },
}

# Not JSON at all.
WRONG_BODY = {
    'not json': b'Hello! <b>I forgot to return a dict.</b> <script>alert("escape me")</script>',
    'empty': b'',
    'not utf8': b'{"text": "caf\xe9"}',
    'half json': b'{"text": "the end is mis',
}

ADDRESSES = """
<form action="/no-such-route"><button>a route that isn't there</button></form>
<form action="/"><button>a route with @app.get only</button></form>
<form action="http://no-such-host.invalid/"><button>a host that isn't there</button></form>
<form action="http://localhost:1/"><button>a port where nobody listens</button></form>
<form action="https://{host}/hello"><button>https where there is only http</button></form>
<form action="ftp://{host}/hello"><button>neither http nor https</button></form>
<form action="http://[oops/"><button>not a URL</button></form>
"""


@bot.post('/error')
def error():
    message = request.json
    if 'form_data' in message:
        return answer(message['form_data'].get('kind', ''))
    return answer(message['text'].lower().partition('error')[2].strip())


@bot.post('/error/<kind>')
def always_the_same_error(kind):
    return answer(kind.replace('-', ' '))


def answer(kind):
    if kind in WRONG_JSON:
        return jsonify(WRONG_JSON[kind])
    if kind in WRONG_BODY:
        return WRONG_BODY[kind]

    if kind == '204':
        return '', 204  # no mistake: this is how a bot says that it has nothing to say
    if kind == '500':
        return 1 / 0  # any mistake in Python becomes a 500; the Flask log says where
    if kind.isdecimal() and 200 < int(kind) < 600:
        return f'This is status {kind}.', int(kind)
    if kind == 'redirect':
        return redirect('/hello')
    if kind == 'addresses':
        return {'text': ADDRESSES.format(host=html.escape(request.host))}
    if kind == 'cut off':
        # A list of parts, because Flask would set the true length of a single piece.
        return Response([b'{"text": "there is mo'], headers={'Content-Length': '1000'})
    if kind == 'not http':
        return talk_on_the_wire(b'I only speak this language.\n')
    if kind == 'hang up':
        return talk_on_the_wire(b'')

    # These two take a number, as in "slow 5".
    name, _, number = kind.partition(' ')
    if name == 'slow':
        seconds = int(number) if number.isdecimal() else 150
        time.sleep(min(seconds, 150))
        return {'text': 'Sorry, I am late.'}
    if name == 'huge':
        megabytes = int(number) if number.isdecimal() else 12
        return huge(min(megabytes, 200))
    return {'text': menu()}


def huge(megabytes):
    """A good answer but for its size, made bit by bit."""

    def parts():
        yield '{"text": "'
        for _ in range(megabytes * 16):
            yield 'x' * (1024 * 1024 // 16)
        yield '"}'

    return Response(parts(), mimetype='application/json')


def talk_on_the_wire(words):
    """Goes behind Flask's back: sends just these bytes and closes the connection."""
    connection = request.environ['werkzeug.socket']
    if words:
        connection.sendall(words)
    connection.shutdown(socket.SHUT_RDWR)
    return ''


def menu():
    kinds = [
        *WRONG_JSON,
        *WRONG_BODY,
        '204',
        '404',
        '405',
        '418',
        '500',
        'redirect',
        'addresses',
        'slow',
        'slow 5',
        'huge',
        'cut off',
        'not http',
        'hang up',
    ]
    buttons = ' '.join(f'<button name="kind" value="{kind}">{kind}</button>' for kind in kinds)
    return f'What shall I do wrong? (Or any status from 201 to 599.) <form>{buttons}</form>'
