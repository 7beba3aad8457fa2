#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Usage: results.py small|matrix|large FOLDER

Writes folders with a results.json each, as a run leaves them: small makes FOLDER/old and FOLDER/new, which have every verdict,
texts that look like markup, and files; matrix makes a matrix's folder; large makes FOLDER/1 to FOLDER/20, with 400 clauses each."""
import base64
import json
import os
import sys

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def result(case, clause, verdict="PASS", vm="pc", channel="isa", arch="x86_64", message=None, us=1000, **more):
    """One result with one outcome."""
    outcome = {"verdict": verdict, "message": message, "expected": None, "seen": None, "place": None, "incident": None,
               "waiver": None, "race": False, "artifacts": vm, "duration_us": us, "alone": False}
    outcome.update({key: more[key] for key in ("expected", "seen", "place", "race") if key in more})
    return {"case": case, "clause": clause, "level": "spec", "vm": vm, "architecture": arch, "channel": channel, "machine": "pc",
            "boot": "multiboot", "demanded": None, "lab": False, "verdict": verdict, "outcomes": [outcome], "advice": None,
            "fixed_by": None, "rerun": f"pvpanic-tck run {case}"}


def write(folder, hypervisor, results, seconds, waivers=()):
    """A run's folder with that results.json."""
    verdicts = ("PASS", "SKIP", "KNOWN", "WAIVED", "FAIL", "ERROR")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "results.json"), "w", encoding="utf-8") as file:
        json.dump({"schema": 2, "tool": {"name": "pvpanic-tck", "version": "0.1.0", "commit": "abc"},
                   "run": {"id": "x", "began": "2026-01-01T00:00:00Z", "duration_us": seconds * 1000000, "options": "", "strict": False,
                           "hypervisor": hypervisor, "failure": None, "interrupted": False, "exit_status": 1, "peak_memory_bytes": 1},
                   "profile": {"name": "nothing", "scope": "pc", "demanded": 1, "run": 1, "met": 0, "verdict": "CONFORMS to nothing"},
                   "architectures": [], "waivers": list(waivers),
                   "boots": {"vms": 1, "firmware": 1, "restored": 0, "no_snapshot": None},
                   "counts": {"planned": len(results), **{v: sum(r["verdict"] == v for r in results) for v in verdicts}},
                   "channels": [], "results": results}, file)


def small(folder):
    """Two targets."""
    good = [result("isa/read/bits", "isa.read.recognized", us=2500000), result("isa/read/stable", "isa.read.stable"),
            result("isa/read/stable", "isa.read.stable", vm="q35"), result("isa/write/panicked", "isa.write.panicked")]
    waiver = {"name": "ours", "file": "waivers.ini", "cases": "pci/*", "seen": "*", "reason": "the vendor knows", "reference": None,
              "expires": None, "expired": False, "applied": 1, "remark": None}
    write(os.path.join(folder, "old"), "QEMU 1.0 (/usr/bin/qemu), tcg", good + [
        result("isa/write/twice", "isa.write.panicked", "FAIL", message="expected one GUEST_PANICKED, saw nothing", expected="one GUEST_PANICKED",
               seen="nothing", place="tests/conformance/x.c:1"),
        result("pci/identity", "pci.identity", "WAIVED", channel="pci", message="</script><img src=x onerror=\"hacked=1\">"),
        result("pci/skipped", "pci.identity", "SKIP", channel="pci", message="no such device")], 2, [waiver])
    good[0] = result("isa/read/bits", "isa.read.recognized", us=500000)
    good[2] = result("isa/read/stable", "isa.read.stable", "KNOWN", vm="q35", message="a race", race=True)
    write(os.path.join(folder, "new"), "QEMU 2.0 (/usr/bin/qemu), tcg", good + [
        result("isa/write/twice", "isa.write.panicked"),
        result("pci/identity", "pci.identity", "KNOWN", channel="pci", arch="aarch64", message="a known deviation"),
        result("x/unknown", "x.unknown", "PERFECT", channel="none", message="unheard of")], 3)
    vm = os.path.join(folder, "old", "pc")
    os.makedirs(vm, exist_ok=True)
    for name, contents in (("wire.log", b"> isa/read/bits\n< 3\n> isa/write/twice\n< </script>\xff\n"), ("qmp.jsonl", b"{}\n"), ("stderr.log", b""),
                           ("screen.png", PIXEL)):
        with open(os.path.join(vm, name), "wb") as file:
            file.write(contents)
    os.symlink("/etc/passwd", os.path.join(vm, "link"))
    os.makedirs(os.path.join(folder, "new", "q35"), exist_ok=True)
    for number in range(66):
        with open(os.path.join(folder, "new", "q35", f"{number:02}.log"), "wb") as file:
            file.write(b"a line\n")


def matrix(folder):
    """A matrix.json of targets in every state, beside the results of old; and those of new, which it does not name."""
    small(folder)
    done = {"case": "isa/read/bits", "clause": "isa.read.recognized", "vm": "pc", "verdict": "PASS", "message": None, "duration_us": 2000}
    failed = dict(done, case="isa/write/twice", clause="isa.write.panicked", verdict="FAIL", message="saw nothing at all")
    system = {"hypervisor": "QEMU 3.0 (/q), tcg", "host": "x86_64", "kernel": "6.1", "packages": ["qemu-system-x86 1.0"],
              "files": [{"path": "/q", "sha256": "0a"}]}
    targets = [{"name": "gone", "state": "missing", "problem": "there is no program /nowhere: install it", "results": []},
               {"name": "old", "state": "done", "problem": None, "results": [done], "system": system},
               {"name": "dead", "state": "broken", "problem": "it was killed by signal 9", "results": [done, failed], "system": system,
                "counts": {"PASS": 1, "FAIL": 1}, "duration_us": 1000000},
               {"name": "later", "state": "waiting", "problem": None, "results": []},
               {"name": "lost", "state": "done", "problem": None, "results": [done]}]
    # Of an earlier run: matrix.json has another number of results.
    write(os.path.join(folder, "dead"), "QEMU 3.0", [result("isa/read/stable", "isa.read.stable")], 1)
    with open(os.path.join(folder, "matrix.json"), "w", encoding="utf-8") as file:
        json.dump({"matrix": 1, "targets": targets}, file)


def large(folder):
    """Twenty targets."""
    verdicts = ("PASS", "PASS", "PASS", "KNOWN", "SKIP", "FAIL")
    for target in range(1, 21):
        write(os.path.join(folder, str(target)), f"QEMU {target}.0", [
            result(f"case/{clause}/{case}", f"clause.{clause}", verdicts[(clause + target) % 6 if case == 0 else 0], message="a message of some length, as they are")
            for clause in range(400) for case in range(3)], target)


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in ("small", "matrix", "large"):
        sys.exit(__doc__)
    {"small": small, "matrix": matrix, "large": large}[sys.argv[1]](sys.argv[2])
