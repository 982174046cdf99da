r"""MediaBot: answers with a sound.

Install it:

    Name:        MediaBot
    Responds to: \bring\b(?: at (?P<hertz>\d+))?
    URL:         http://localhost:1234/media

Say "ring at 440", and the bot gets

    {"room": "test", "author": "Emmy", "text": "ring at 440", "params": {"hertz": "440"}}

What a pattern finds is always a string, or null if you only say "ring". The bot returns

    {"text": "Ring!", "media": "http://localhost:1234/media/bell.wav?hertz=440"}

and the room shows a player for that address, be it a sound or a video. Here the sound is not a
file: when the browser asks for it, the second route below computes it.
"""
import io
import math
import struct
import wave

from flask import Blueprint, request, send_file, url_for

bot = Blueprint('media', __name__)


@bot.post('/media')
def media():
    hertz = request.json['params'].get('hertz') or '660'
    return {'text': 'Ring!', 'media': url_for('media.bell', hertz=hertz, _external=True)}


@bot.get('/media/bell.wav')
def bell():
    hertz = request.args.get('hertz', default=660, type=int)
    hertz = max(20, min(hertz, 4000))  # lower or higher can't be heard in this file
    rate = 8000  # samples a second

    samples = b''
    for i in range(rate):  # one second
        seconds = i / rate
        loudness = 20000 * math.exp(-5 * seconds)  # a bell fades away
        samples += struct.pack('<h', int(loudness * math.sin(2 * math.pi * hertz * seconds)))

    file = io.BytesIO()
    with wave.open(file, 'wb') as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)  # bytes a sample
        sound.setframerate(rate)
        sound.writeframes(samples)
    file.seek(0)
    return send_file(file, mimetype='audio/wav')
