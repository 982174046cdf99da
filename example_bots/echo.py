"""EchoBot: says again what you said, under a name of its own.

Install it:

    Name:        EchoBot
    Responds to:
    URL:         http://localhost:1234/echo

With "Responds to" left empty, the bot answers when somebody says its name.

Say "EchoBot, 1 < 2!", and the bot gets

    {"room": "test", "author": "Emmy", "text": "EchoBot, 1 < 2!", "params": {}}

It returns

    {"author": "Echo of Emmy", "text": "Your message was: EchoBot, 1 &lt; 2!"}

`author` is the name shown above the answer; without it, that is the name you installed the
bot under. `text` is HTML, where `<` begins a tag: html.escape() makes `&lt;` of it, so that
everything people type is shown just as they typed it.
"""
import html

from flask import Blueprint, request

bot = Blueprint('echo', __name__)


@bot.post('/echo')
def echo():
    message = request.json
    return {
        'author': f"Echo of {message['author']}",
        'text': f"Your message was: {html.escape(message['text'])}",
    }
