"""Puts the example bots together in one Flask app and starts it.

    python3 -m example_bots [--host localhost] [--port 1234]

Port 0 picks a free one. When the bots are listening, one line says where.
"""
import argparse
import re

from flask import Flask, jsonify, render_template, request
from werkzeug.serving import make_server

from . import button, debug, echo, error, form, guess, hello, image, media, ping, pong, relative, sleep, state

BOTS = [hello, echo, debug, image, media, relative, state, sleep, form, guess, ping, pong, button, error]

app = Flask(__name__)
for module in BOTS:
    app.register_blueprint(module.bot)


def install_settings(module):
    """What to type into NeCSuS to install the bot, as the bot's docstring says.

    None for a bot that nobody has to install.
    """
    settings = re.search(r'Name: +(\S+)\n +Responds to: *(.*)\n +URL: +http://[^/]+(\S+)', module.__doc__)
    if settings is None:
        return None
    name, responds_to, path = settings.groups()
    # The docstrings say localhost:1234, but these bots may have been started elsewhere.
    return {'name': name, 'responds_to': responds_to, 'url': request.host_url.rstrip('/') + path}


@app.get('/')
def index():
    bots = [
        {
            'file': module.__name__.split('.')[-1] + '.py',
            'title': module.__doc__.split('\n')[0],
            'lesson': module.__doc__,
            'settings': install_settings(module),
        }
        for module in BOTS
    ]
    return render_template('index.html', bots=bots)


@app.get('/bots.json')
def bots_json():
    """All the bots in the form that "Upload Room" in a room's settings takes."""
    return jsonify([settings for settings in map(install_settings, BOTS) if settings])


def main():
    parser = argparse.ArgumentParser(prog='python3 -m example_bots', description='Starts the NeCSuS example bots.')
    parser.add_argument('--host', default='localhost', help='address to listen on (default: localhost)')
    parser.add_argument('--port', default=1234, type=int, help='port, 0 for any free one (default: 1234)')
    options = parser.parse_args()

    # Threaded, so that a sleeping bot does not hold up the others.
    try:
        server = make_server(options.host, options.port, app, threaded=True)
    except OSError as problem:
        parser.exit(1, f"Can't listen on {options.host}:{options.port}: {problem}\n")
    host = f'[{options.host}]' if ':' in options.host else options.host
    print(f'Example bots on http://{host}:{server.server_port}', flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == '__main__':
    main()
