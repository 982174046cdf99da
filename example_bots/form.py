r"""FormBot: HTML forms and buttons in the room.

Install it:

    Name:        FormBot
    Responds to: \b(form|dessert)\b
    URL:         http://localhost:1234/form

Say "form please", and the bot gets a message as ever, with `text` and `params`. It returns a
`text` with forms in it:

    {"text": "<form> ... <button name=\"dessert\" value=\"ice-cream\">Ice cream</button></form>"}

When somebody presses a button of a form, the bot gets another kind of JSON, with no `text`:
`form_data` holds all fields of the form and the button that was pressed.

    {"room": "test", "author": "Emmy",
     "form_data": {"sauce": "chocolate", "dessert": "ice-cream"}}

So a bot with forms first looks for `form_data`.

A form can send its data to another route, named by `action` and read from the bot's own URL:

    <form>                       http://localhost:1234/form
    <form action="form/other">   http://localhost:1234/form/other
    <form action="/form/other">  http://localhost:1234/form/other

Whatever the form's `method` says, it arrives as a POST. The other route needs no installing.
"""
import html

from flask import Blueprint, request

bot = Blueprint('form', __name__)

FORMS = """
<form>
    <p>Which dessert would you like?</p>
    <p><label>Sauce <select name="sauce">
        <option value="none">none</option>
        <option value="chocolate">chocolate</option>
    </select></label></p>
    <button name="dessert" value="apple-crumble">Apple crumble</button>
    <button name="dessert" value="ice-cream">Ice cream</button>
</form>
<form action="form/other">
    <p><label>Or tell the cook: <input name="note" placeholder="no nuts, please"></label>
    <button>Send</button></p>
</form>
"""


@bot.post('/form')
def form():
    message = request.json
    if 'form_data' not in message:
        return {'text': FORMS}

    dessert = message['form_data'].get('dessert', 'nothing')
    sauce = message['form_data'].get('sauce', 'none')
    return {'text': f'One {html.escape(dessert)} with sauce: {html.escape(sauce)}.'}


@bot.post('/form/other')
def other_form():
    note = request.json['form_data'].get('note', '')
    return {'author': 'The cook', 'text': f'I got your note: {html.escape(note)}'}
