r"""RelativeBot: addresses that don't say where the bot is.

Install it:

    Name:        RelativeBot
    Responds to: \brelative\b
    URL:         http://localhost:1234/relative

Say "relative", and the bot returns

    {"text": "<img src=\"static/cat.svg\"> ...",
     "image": "/static/cat.svg",
     "media": "./media/bell.wav"}

A relative address is read from the bot's own URL, as a browser would on a page of that URL:

    static/cat.svg     beside the bot:       http://localhost:1234/static/cat.svg
    /static/cat.svg    from the bot's root:  http://localhost:1234/static/cat.svg
    ./media/bell.wav   beside the bot:       http://localhost:1234/media/bell.wav

So the bot works unchanged when it moves to another server. Flask serves every file in the
folder called `static` by itself, no route needed.
"""
from flask import Blueprint

bot = Blueprint('relative', __name__)


@bot.post('/relative')
def relative():
    return {
        'text': '<p>A small cat, <img src="static/cat.svg" alt="cat" width="32">, and '
        '<a href="static/about-cats.txt" target="_blank">a page about cats</a>. '
        'Below, a larger one, and a bell.</p>',
        'image': '/static/cat.svg',
        'media': './media/bell.wav',
    }
