#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Usage: picture.py FILE WIDTH HEIGHT

Succeeds if the file is a PNG of that size, of 8 bits per sample and colour, that shows light text on black: most pixels are black, and
more than one in a thousand are not, which a cursor alone does not have. Reads it by the specification alone: W3C, Portable Network Graphics."""
import struct
import sys
import zlib


def chunks(png):
    """The chunks after the signature, whose sums have to be right."""
    if png[:8] != b"\x89PNG\r\n\x1a\n":
        sys.exit("no PNG")
    at = 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if struct.unpack_from(">I", png, at + 8 + length)[0] != zlib.crc32(kind + data):
            sys.exit(f"{kind} has a wrong sum")
        yield kind, data
        at += length + 12


def paeth(left, above, corner):
    """Which of the three neighbours is nearest to left + above - corner."""
    return min((left, above, corner), key=lambda one: abs(left + above - corner - one))


def unfilter(lines, width, height):
    """The bytes of the picture: each line begins with its filter, which tells what was subtracted from each byte."""
    size, above, picture = 3 * width, bytes(3 * width), b""
    if len(lines) != (size + 1) * height:
        sys.exit(f"{len(lines)} bytes")
    for at in range(0, len(lines), size + 1):
        kind, line = lines[at], bytearray(lines[at + 1 : at + 1 + size])
        for i in range(size if kind else 0):
            left, corner = (line[i - 3], above[i - 3]) if i >= 3 else (0, 0)
            line[i] = line[i] + (left, above[i], (left + above[i]) // 2, paeth(left, above[i], corner))[kind - 1] & 0xFF
        above = bytes(line)
        picture += above
    return picture


def main(path, width, height):
    """Checks the file."""
    with open(path, "rb") as file:
        found = list(chunks(file.read()))
    kinds = [kind for kind, _ in found]
    if kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or set(kinds[1:-1]) != {b"IDAT"}:
        sys.exit(f"chunks {kinds}")
    header = struct.unpack(">IIBBBBB", found[0][1])
    if header != (width, height, 8, 2, 0, 0, 0):
        sys.exit(f"header {header}")
    lines = zlib.decompress(b"".join(data for kind, data in found if kind == b"IDAT"))
    picture = unfilter(lines, width, height)
    pixels = [picture[i : i + 3] for i in range(0, len(picture), 3)]
    light = sum(pixel != b"\0\0\0" for pixel in pixels)
    if not len(pixels) // 1000 < light < len(pixels) // 2:
        sys.exit(f"{light} of {len(pixels)} pixels are not black")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
