r"""HelloBot: the smallest bot there is.

A bot is a web address that answers a POST. NeCSuS sends it the message as JSON, and what
it returns appears in the room.

Install it (Settings, "Add a bot..."):

    Name:        HelloBot
    Responds to: \b(hello|hi)\b
    URL:         http://localhost:1234/hello

"Responds to" is a regular expression, and upper or lower case does not matter. `\b` is the
edge of a word, so "hi" wakes this bot but "this" does not.

Say "Hello everybody", and the bot gets

    {"room": "test", "author": "Emmy", "text": "Hello everybody", "params": {}}

It returns a dict, which Flask turns into JSON. Only `text` is required:

    {"text": "Hello, Emmy!"}
"""
import html

from flask import Blueprint, request

# In a program of your own you would write `app = Flask(__name__)`, `@app.post('/hello')`, and
# at the end `app.run()`. Blueprints are only there to put many bots into one program.
bot = Blueprint('hello', __name__)


@bot.post('/hello')
def hello():
    message = request.json
    author = html.escape(message['author'])  # why: see echo.py
    return {'text': f'Hello, {author}!'}
