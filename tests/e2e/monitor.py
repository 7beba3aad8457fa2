#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Usage: monitor.py SOCKET mute|lie COMMAND LISTEN
       monitor.py SOCKET tell MESSAGE…

The first form is a faulty monitor between one client, which connects to the socket LISTEN, and QEMU's at SOCKET: it does not pass that command on. A
mute one does not answer, a liar says that it was carried out. The second form sends these commands, as JSON, one after the
other, and awaits their replies."""
import json
import select
import socket
import sys


def relay(client, server, mode, command):
    """Passes on what either side sends, with descriptors, until one of them is gone."""
    lines = b""
    while True:
        for source in select.select([client, server], [], [])[0]:
            data, passed, _, _ = socket.recv_fds(source, 1 << 16, 4)
            if not data:
                return
            if source is server:
                client.sendall(data)
                continue
            lines += data
            if passed:  # with the first byte: nothing is held back
                socket.send_fds(server, [lines], passed)
                lines = b""
            while b"\n" in lines:
                line, lines = lines.split(b"\n", 1)
                if command.encode() not in line:
                    server.sendall(line + b"\n")
                elif mode == "lie":
                    client.sendall(json.dumps({"return": {}, "id": json.loads(line)["id"]}).encode() + b"\n")


def connect(path):
    """A connection to the monitor."""
    server = socket.socket(socket.AF_UNIX)
    server.connect(path)
    return server


def main(path, mode, *words):
    """Does what the usage says."""
    if mode == "tell":
        with connect(path) as server, server.makefile("rw", encoding="utf-8") as lines:
            lines.readline()
            for message in ('{"execute": "qmp_capabilities"}',) + words:
                print(message, file=lines, flush=True)
                answer = {}
                while not answer.keys() & {"return", "error"}:
                    answer = json.loads(lines.readline())
                if "error" in answer:
                    sys.exit(f"{message}: {answer}")
        return
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(words[1])
    listener.listen(1)
    relay(listener.accept()[0], connect(path), mode, words[0])


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
