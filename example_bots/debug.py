r"""DebugBot: shows the whole JSON that it got.

Install it:

    Name:        DebugBot
    Responds to: \bdebug\b(?: (?P<word>\w+))?(?: (?P<number>\d+))?
    URL:         http://localhost:1234/debug

The named groups of the pattern, `(?P<word>...)`, arrive in `params`. A group that had no
part in the match is null.

Say "debug hello", and the bot gets, shows, and prints into its log

    {
      "room": "test",
      "author": "Emmy",
      "text": "debug hello",
      "params": {"word": "hello", "number": null}
    }

Press the button below the answer: what comes from a form has `form_data` instead of `text`
and `params`. To see what one of your own bots is sent, put this bot's URL in place of its URL.
"""
import html
import json

from flask import Blueprint, request

bot = Blueprint('debug', __name__)


@bot.post('/debug')
def debug():
    message = request.json
    pretty = json.dumps(message, indent=2, ensure_ascii=False)
    print(f'Incoming message to {request.path}:\n{pretty}', flush=True)
    return {
        'text': f'<pre>{html.escape(pretty)}</pre>'
        '<form><button name="pressed" value="yes">Send me a form</button></form>',
    }
