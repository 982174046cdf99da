r"""GuessBot: think of a number. A game with a state and a form together.

Install it:

    Name:        GuessBot
    Responds to: \bguess(ing)? (game|a number)\b
    URL:         http://localhost:1234/guess

Say "guess a number". The bot thinks of one and returns a form and a state:

    {"text": "... <form> ... </form>", "state": {"number": 42, "tries": 0}}

Now there are two ways to guess, and both bring the state along. Type "50", and the bot gets

    {"room": "test", "author": "Emmy", "text": "50", "params": {},
     "state": {"number": 42, "tries": 0}}

or type 50 into the form and press its button:

    {"room": "test", "author": "Emmy", "form_data": {"guess": "50"},
     "state": {"number": 42, "tries": 0}}

The game goes on while the bot returns a state, and is over when it returns none.

A form stays in the room after its game. If somebody presses an old button there may be no
state, or the state of another bot, so the bot looks before it trusts what it gets.
(And yes, one can cheat: everybody in the room can see the state.)
"""
import random
import re

from flask import Blueprint, request

bot = Blueprint('guess', __name__)

FORM = """
<form>
    <label>Your guess <input name="guess" type="number" min="1" max="100"></label>
    <button>Guess</button>
    <button name="give_up" value="yes">Give up</button>
</form>
"""


@bot.post('/guess')
def guess():
    message = request.json
    game = message.get('state')
    if not isinstance(game, dict) or 'number' not in game:
        if 'form_data' in message:
            return {'text': 'That game is over. Say "guess a number" for a new one.'}
        game = {'number': random.randint(1, 100), 'tries': 0}
        return {'text': f'I have a number from 1 to 100. {FORM}', 'state': game}

    fields = message.get('form_data', {})
    said = fields.get('guess', '') if 'form_data' in message else message['text']
    if 'give_up' in fields or 'give up' in said.lower():
        return {'text': f"It was {game['number']}. Thanks for playing!"}

    found = re.search(r'\d+', said)
    if found is None:
        return {'text': 'A number, please (or "give up").', 'state': game}

    number = int(found[0])
    game['tries'] += 1
    if number < game['number']:
        return {'text': f'{number} is too low. {FORM}', 'state': game}
    if number > game['number']:
        return {'text': f'{number} is too high. {FORM}', 'state': game}
    return {'text': f"{number} is right! You needed {game['tries']} tries."}
