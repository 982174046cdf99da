"""A bot behind TLS: what a test asks for https is answered by this.

    python3 https_bot.py CERTIFICATE KEY

Prints its port. Answers every message with what it saw: the path, the host name that the client named in
the handshake (SNI), and how many connections there have been.
"""
import http.server
import json
import ssl
import sys

connections = 0
named = None


def remember_name(connection, name, context):
    global named
    named = name


class Bot(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def setup(self):
        global connections
        connections += 1
        super().setup()

    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        reply = json.dumps({'text': f'{self.path} {named} {connections} {message["text"]}'}).encode()
        self.send_response(200)
        if 'close' not in self.path:
            self.send_header('Content-Length', str(len(reply)))
        else:
            self.close_connection = True
        self.end_headers()
        self.wfile.write(reply)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
context.sni_callback = remember_name
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Bot)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(f'port {server.server_port}', flush=True)
server.serve_forever()
