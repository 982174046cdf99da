r"""ImageBot: answers with a picture, one from a file or one that it draws itself.

Install it:

    Name:        ImageBot
    Responds to: \bcat picture\b|\bplot (?P<numbers>\d[\d ]*)
    URL:         http://localhost:1234/image

Say "cat picture", and the bot returns the address of a picture:

    {"text": "A cat!", "image": "http://localhost:1234/static/cat.svg"}

Say "plot 3 1 4 1 5", and the bot gets `"params": {"numbers": "3 1 4 1 5"}`. It draws the
picture while you wait and returns the picture itself, packed into a `data:` address:

    {"text": "Your plot", "image": "data:image/svg+xml;base64,PHN2Zy..."}

A plot by matplotlib, saved as PNG, goes the same way with `data:image/png;base64,`.
"""
import base64

from flask import Blueprint, request, url_for

bot = Blueprint('image', __name__)


@bot.post('/image')
def image():
    numbers = request.json['params'].get('numbers')
    if numbers is None:
        # _external=True makes it a whole address, http://... and all.
        return {'text': 'A cat!', 'image': url_for('static', filename='cat.svg', _external=True)}

    picture = bar_chart([int(number) for number in numbers.split()])
    packed = base64.b64encode(picture.encode()).decode()
    return {'text': 'Your plot', 'image': f'data:image/svg+xml;base64,{packed}'}


def bar_chart(numbers):
    """Draws a bar for each number, the largest 100 high, as SVG: a picture written as text."""
    largest = max(numbers) or 1
    bars = ''
    for position, number in enumerate(numbers):
        height = 100 * number / largest
        bars += f'<rect x="{30 * position}" y="{100 - height}" width="24" height="{height}"/>'
    width = 30 * len(numbers)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="100" ' f'fill="seagreen">{bars}</svg>'
