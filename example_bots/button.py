r"""ButtonBot: brings a stylesheet and a script into the room.

Install it:

    Name:        ButtonBot
    Responds to: \bbutton\b
    URL:         http://localhost:1234/button

Say "button", and the bot returns

    {"text": "<button ...>", "css": "static/button.css", "js": "static/button.js"}

The room loads the stylesheet and the script of that name from the bot's server, once,
however many messages name them. Read both files:

- button.css shows how to choose the messages of one author:
  `.message-card[data-necsus-author="ButtonBot"]`.
- button.js shows the two things a room offers to scripts. `Necsus.addEventListener('message',
  f)` calls f for every message, old or new, and `Necsus.focusMessageInput(text)` puts a text
  into the field where people type.

Nothing is sent to the bot when this button is pressed: all happens in the browser. For
buttons that call the bot, see form.py.
"""
from flask import Blueprint

bot = Blueprint('button', __name__)


@bot.post('/button')
def button():
    return {
        # The stylesheet looks for this author, so it must not depend on the installed name.
        'author': 'ButtonBot',
        'text': '<button type="button" class="count-button">Press me</button>',
        'css': 'static/button.css',
        'js': 'static/button.js',
    }
