"""A bot behind TLS: what a test asks for https is answered by this.

    python3 https_bot.py CERTIFICATE KEY

Prints its port. Answers every message with what it saw: the path, the host name that the client named in
the handshake (SNI), how many connections there have been, and the message.

What stands in the path makes it misbehave:
    close   the answer ends with the connection
    dies    the second message on a connection is read, and the connection closed without an answer
    goes    the connection is closed after an answer that promised to keep it
    stray   a second answer follows the first, unasked
    count   answers with the number of messages that came so far, this one included
"""
import http.server
import json
import ssl
import sys

connections = 0
messages = 0
named = None


def remember_name(connection, name, context):
    global named
    named = name


class Bot(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def setup(self):
        global connections
        connections += 1
        self.served = 0
        super().setup()

    def do_POST(self):
        global messages
        message = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        messages += 1
        self.served += 1
        if 'dies' in self.path and self.served > 1:
            self.close_connection = True
            return
        if 'count' in self.path:
            self.answer(str(messages))
        else:
            self.answer(f'{self.path} {named} {connections} {message["text"]}')
        if 'stray' in self.path:
            self.answer('stray')
        if 'goes' in self.path:
            self.close_connection = True

    def answer(self, text):
        body = json.dumps({'text': text}).encode()
        self.send_response(200)
        if 'close' in self.path:
            self.close_connection = True
        else:
            self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
context.sni_callback = remember_name
server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Bot)
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(f'port {server.server_port}', flush=True)
server.serve_forever()
