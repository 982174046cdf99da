#!/usr/bin/env python3
"""A name server on loopback, UDP and TCP, for tests. What it does with a name is in its first label: "late-7.example".

It prints "port N", and then "asked NAME TYPE" for each question.
"""

import os
import socket
import struct
import threading
import time

A, CNAME, AAAA = 1, 5, 28
NOERROR, SERVFAIL, NXDOMAIN, REFUSED = 0, 2, 3, 5
TRUNCATED = 0x0200

counts = {}


def encoded(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"


def question_of(packet):
    """(id, name, type, the question's bytes)"""
    (query_id,) = struct.unpack_from("!H", packet)
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode())
        at += 1 + packet[at]
    (kind,) = struct.unpack_from("!H", packet, at + 1)
    return query_id, ".".join(labels).lower(), kind, packet[12 : at + 5]


def record(name, kind, data, ttl=60):
    return encoded(name) + struct.pack("!HHIH", kind, 1, ttl, len(data)) + data


def addresses(name, kind, *texts, ttl=60):
    """The records of the addresses in `texts` that are of this kind."""
    family = socket.AF_INET6 if kind == AAAA else socket.AF_INET
    return [record(name, kind, socket.inet_pton(family, t), ttl) for t in texts if (":" in t) == (kind == AAAA)]


def alias(name, target):
    return record(name, CNAME, encoded(target))


def packet_of(query_id, question, records=(), code=NOERROR, flags=0):
    header = struct.pack("!HHHHHH", query_id, 0x8180 | flags | code, 1, len(records), 0, 0)
    return header + question + b"".join(records)


def answers_to(query, over_tcp):
    """The packets to send, each after so many seconds."""
    query_id, name, kind, question = question_of(query)
    print("asked", name, {A: "A", AAAA: "AAAA"}.get(kind, kind), "TCP" if over_tcp else "UDP", flush=True)
    what = name.split(".")[0].partition("-")[0]
    times = counts[name, kind] = counts.get((name, kind), 0) + 1

    def answer(*texts, ttl=60):
        return packet_of(query_id, question, addresses(name, kind, *texts, ttl=ttl))

    good = answer("127.0.0.1")
    if what == "good":
        return [(0, good)]
    if what == "never":
        return []
    if what == "late":
        return [(0.4, good)]
    if what == "deaf":  # to questions for IPv6
        return [] if kind == AAAA else [(0, good)]
    if what == "lost":  # the first packet is
        return [] if times == 1 else [(0, good)]
    if what == "broken":
        return [(0, packet_of(query_id, question, code=SERVFAIL))]
    if what == "refused":
        return [(0, packet_of(query_id, question, code=REFUSED))]
    if what == "empty":
        return [(0, packet_of(query_id, question))]
    if what == "alias":
        chain = [alias(name, "b.example"), alias("b.example", "c.example"), alias("c.example", "d.example")]
        return [(0, packet_of(query_id, question, chain + addresses("d.example", kind, "127.0.0.1")))]
    if what == "circle":
        return [(0, packet_of(query_id, question, [alias(name, "b.example"), alias("b.example", name)]))]
    if what == "dangling":
        return [(0, packet_of(query_id, question, [alias(name, "nowhere.example")]))]
    if what == "many":  # too many for one packet
        if not over_tcp:
            return [(0, packet_of(query_id, question, flags=TRUNCATED))]
        return [(0, answer(*[f"127.0.{i // 250}.{i % 250 + 1}" for i in range(2000)]))]
    if what == "cut":  # over TCP nothing comes
        return [(0, b"")] if over_tcp else [(0, packet_of(query_id, question, flags=TRUNCATED))]
    if what == "forged":
        elsewhere = addresses("other.example", kind, "127.0.0.9")
        return [
            (0, packet_of((query_id + 1) % 65536, question, addresses(name, kind, "127.0.0.9"))),
            (0, packet_of(query_id, encoded("other.example") + question[-4:], elsewhere)),
            (0, good),
        ]
    if what == "garbage":
        loop = question[:-4] + struct.pack("!HH", kind, 1)
        pointers = struct.pack("!HHHHHH", query_id, 0x8180, 1, 1, 0, 0) + loop + b"\xc0\x0c" * 2 + b"\xff" * 9
        return [(0, os.urandom(40)), (0, b"\0"), (0, struct.pack("!H", query_id)), (0, pointers)]
    if what == "metadata":
        return [(0, answer("169.254.169.254", "fe80::1"))]
    if what == "mixed":
        return [(0, answer("169.254.169.254", "127.0.0.1"))]
    if what == "six":
        return [(0, answer("::1"))]
    if what == "changing":  # a good address at first, and then one inside (DNS rebinding)
        return [(0, answer("127.0.0.1" if times == 1 else "169.254.169.254", ttl=0))]
    return [(0, packet_of(query_id, question, code=NXDOMAIN))]


def serve_udp(udp):
    while True:
        query, peer = udp.recvfrom(4096)
        for delay, packet in answers_to(query, over_tcp=False):
            threading.Timer(delay, udp.sendto, (packet, peer)).start() if delay else udp.sendto(packet, peer)


def serve_tcp(connection):
    with connection:
        while size := connection.recv(2, socket.MSG_WAITALL):
            query = connection.recv(struct.unpack("!H", size)[0], socket.MSG_WAITALL)
            for delay, packet in answers_to(query, over_tcp=True):
                time.sleep(delay)
                if not packet:
                    return
                connection.sendall(struct.pack("!H", len(packet)) + packet)


def main():
    while True:  # a port that is free for both
        tcp = socket.create_server(("127.0.0.1", 0), backlog=100)
        port = tcp.getsockname()[1]
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            udp.bind(("127.0.0.1", port))
            break
        except OSError:
            tcp.close()
            udp.close()
    print("port", port, flush=True)
    threading.Thread(target=serve_udp, args=(udp,), daemon=True).start()
    while True:
        connection, _ = tcp.accept()
        threading.Thread(target=serve_tcp, args=(connection,), daemon=True).start()


if __name__ == "__main__":
    main()
