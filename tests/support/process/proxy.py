"""A proxy between the server and a test's bots.

    python3 proxy.py [--password USER:PASSWORD] [--tls CERTIFICATE KEY]

Prints its port, and a line for each request: method, target, and what the client named itself by. All host names lead
to this machine, at the port that the target names; of them

    forbidden.example   is refused with 403
    dead.example        is answered with 502
    mute.example        is never answered
    strange.example     is answered with what is no HTTP
    hasty.example       is answered with more than was asked for
"""
import argparse
import base64
import select
import socket
import ssl
import threading
import urllib.parse

ANSWERS = {
    'forbidden.example': b'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n',
    'dead.example': b'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\n:-(',
    'strange.example': b'SSH-2.0-OpenSSH\r\n',
    'hasty.example': b'HTTP/1.1 200 Connection established\r\n\r\nHTTP/1.1 200 OK\r\n\r\n',
}
PASSWORD_WANTED = (
    b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n'
)

arguments = argparse.ArgumentParser()
arguments.add_argument('--password')
arguments.add_argument('--tls', nargs=2)
options = arguments.parse_args()


def head_of(peer):
    """The head of a request, and what came behind it."""
    received = b''
    while b'\r\n\r\n' not in received:
        received += peer.recv(65536)
    return received.split(b'\r\n\r\n', 1)


def hand_on(one, other):
    """What either says to the other, until one has nothing more to say."""
    while True:
        waiting = [end for end in (one, other) if isinstance(end, ssl.SSLSocket) and end.pending()]
        for end in waiting or select.select([one, other], [], [])[0]:
            data = end.recv(65536)
            if not data:
                return
            (other if end is one else one).sendall(data)


def serve(peer):
    head, rest = head_of(peer)
    first, *lines = head.decode().split('\r\n')
    method, target, version = first.split(' ')
    fields = dict(line.split(': ', 1) for line in lines)
    named = fields.pop('Proxy-Authorization', 'nobody')
    print(method, target, named, flush=True)
    url = urllib.parse.urlsplit(target if method != 'CONNECT' else '//' + target)
    if options.password and named != 'Basic ' + base64.b64encode(options.password.encode()).decode():
        peer.sendall(PASSWORD_WANTED)
    elif url.hostname == 'mute.example':
        peer.recv(1)
    elif url.hostname in ANSWERS:
        peer.sendall(ANSWERS[url.hostname])
    else:
        bot = socket.create_connection(('127.0.0.1', url.port))
        if method == 'CONNECT':
            peer.sendall(b'HTTP/1.1 200 Connection established\r\n\r\n')
        else:
            lines = [f'{method} {url.path} {version}', *(f'{name}: {value}' for name, value in fields.items())]
            bot.sendall('\r\n'.join(lines).encode() + b'\r\n\r\n' + rest)
        hand_on(peer, bot)
        bot.close()
    peer.close()


def begin(peer):
    try:
        if options.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*options.tls)
            peer = context.wrap_socket(peer, server_side=True)
        serve(peer)
    except OSError as error:  # the server hung up
        print('ended:', error, flush=True)


listener = socket.create_server(('127.0.0.1', 0))
print(f'port {listener.getsockname()[1]}', flush=True)
while True:
    threading.Thread(target=begin, args=(listener.accept()[0],), daemon=True).start()
