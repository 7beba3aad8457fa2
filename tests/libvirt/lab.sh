# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by the tests of libvirt: a private system libvirt, in which the test is restarted, and domains with a probe.
#
# Before it is sourced, the test may define a function prepare_lab, which gets the libvirt's folder in $lab. Inside, libvirt's
# logs are in /var/log/libvirt, and hooks.log has a line for each call of hooks/qemu.

if [ -z "${PRIVATE_LIBVIRTD-}" ]; then
	lab=$(mktemp -d)
	trap 'rm -rf "$lab"' EXIT
	mkdir -p "$lab/etc/hooks"
	cat >"$lab/etc/hooks/qemu" <<-'END'
	#!/bin/sh
	cat >"/var/log/libvirt/hook-$1-$2.xml"
	echo "$*" >>/var/log/libvirt/hooks.log
	END
	chmod +x "$lab/etc/hooks/qemu"
	! declare -F prepare_lab >/dev/null || prepare_lab
	here=$(dirname "${BASH_SOURCE[0]}")
	"$here/../../scripts/private-libvirtd" "$lab" bash "$0" "$@" 2>"$lab/err"
	status=$?
	if [ $status -eq 77 ]; then
		echo "1..0 # SKIP $(tail -n 1 "$lab/err")"
		exit 0
	fi
	[ $status -eq 0 ] || cat "$lab/err" >&2
	exit $status
fi

# shellcheck source=tests/e2e/tap.sh
. "$(dirname "${BASH_SOURCE[0]}")/../e2e/tap.sh"

# shellcheck disable=SC2034
hooks_log=/var/log/libvirt/hooks.log
real_qemu=$(command -v qemu-system-x86_64)
cp "$BUILD/pvpanic-tck.elf" "$scratch/kernel"

# ---- waiting ----

# prints FILE PATTERN [TIMES]: waits until so many lines of the file match; the file need not exist yet.
prints() {
	: >>"$1"
	[ "$(timeout 30 tail -n +1 -f "$1" | grep -m "${3-1}" -c -- "$2")" -ge "${3-1}" ] && return
	echo "nothing like \"$2\" in:"
	cat "$1"
	return 1
}

# ---- domains ----

# define_xml NAME ON_CRASH [OPTIONS [EMULATOR [PANIC]]]: prints a domain's XML. Its console is the file NAME.console,
# its wire the socket NAME.wire.
define_xml() {
	cat <<-END
	<domain type='qemu'>
	  <name>$1</name>
	  <memory unit='MiB'>64</memory>
	  <os>
	    <type arch='x86_64' machine='pc'>hvm</type>
	    <kernel>$scratch/kernel</kernel>
	    <cmdline>${3-agent}</cmdline>
	  </os>
	  <features><acpi/></features>
	  <on_crash>$2</on_crash>
	  <devices>
	    <emulator>${4-$real_qemu}</emulator>
	    <controller type='usb' model='none'/>
	    <serial type='file'><source path='$scratch/$1.console'/><target port='0'/></serial>
	    <serial type='unix'><source mode='bind' path='$scratch/$1.wire'/><target port='1'/></serial>
	    <memballoon model='none'/>
	    ${5-<panic model='isa'/>}
	  </devices>
	</domain>
	END
}

# create NAME ON_CRASH …: starts a transient domain, and awaits its probe.
create() {
	define_xml "$@" >"$1.xml"
	virsh --quiet create "$1.xml" >"$1.create" 2>&1 || { cat "$1.create" && return 1; }
	prints "$1.console" 'multiboot probe'
}

# tell NAME OPERATION…: sends its probe these operations, one after the other, without awaiting the answers. If the
# socket were closed at once, they would be lost.
tell() {
	/usr/bin/python3 - "$scratch/$1.wire" "${@:2}" >/dev/null 2>&1 <<-'END' &
	import socket, sys
	wire = socket.socket(socket.AF_UNIX)
	wire.connect(sys.argv[1])
	lines = wire.makefile("rw")
	for operation in sys.argv[2:]:
	    lines.write("0x1 " + operation + "\n")
	    lines.flush()
	    lines.readline()
	END
}

panic() {
	tell "$1" 'out 1 0x505 1'
}

# panic_alone NAME: the same while no daemon is connected to the monitor; waits until the hypervisor has stopped the
# guest.
panic_alone() {
	/usr/bin/python3 - "/var/lib/libvirt/qemu/domain-"*"-$1/monitor.sock" "$scratch/$1.wire" <<-'END'
	import json, socket, sys
	monitor, wire = (socket.socket(socket.AF_UNIX) for i in range(2))
	monitor.settimeout(30)
	monitor.connect(sys.argv[1])
	wire.connect(sys.argv[2])
	lines = monitor.makefile("rw")
	lines.write('{"execute": "qmp_capabilities"}\n')
	lines.flush()
	while "return" not in json.loads(lines.readline()):
	    pass
	wire.sendall(b"0x1 out 1 0x505 1\n")
	while json.loads(lines.readline()).get("event") != "GUEST_PANICKED":
	    pass
	END
}

# state NAME: prints the output of virsh domstate --reason.
state() {
	virsh --quiet domstate --reason "$1" 2>&1 | head -n 1
}

# is WANTED COMMAND…: succeeds if the command prints exactly that.
is() {
	local wanted=$1 seen
	shift
	seen=$("$@")
	[ "$seen" = "$wanted" ] && return
	printf 'expected %s\nseen     %s\n' "$wanted" "$seen"
	return 1
}

# becomes WANTED COMMAND…: polls until the command prints exactly that, for states whose change sends no event.
becomes() {
	local end=$((SECONDS + 30))
	until is "$@" >is.out; do
		[ $SECONDS -lt $end ] || { cat is.out && return 1; }
	done
}

# ---- the daemon ----

kill_daemon() {
	local pid
	pid=$(cat "$PRIVATE_LIBVIRTD_PID")
	kill -KILL "$pid"
	timeout 30 tail -f --pid="$pid" /dev/null
}

# Returns when it accepts connections.
start_daemon() {
	"$PRIVATE_LIBVIRTD" -d && virsh --quiet list >/dev/null
}

# libvirt_is VERSION: succeeds if libvirt has that version or a newer one.
libvirt_is() {
	local version
	version=$(virsh version --daemon | sed -n 's/^Running against daemon: //p')
	[ "$(printf '%s\n' "$1" "$version" | sort -V | head -n 1)" = "$1" ]
}
