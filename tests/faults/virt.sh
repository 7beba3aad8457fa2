# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by the tests of faults on machines of the type virt: with each fault between a good QEMU, or a good probe, and the harness, the cases
# about it and no others have to fail, and none may come to an ERROR. The test sets arch, package (of the compiler), and bar, the address that the
# kernel gives the first device. REAL_QEMU= names another QEMU.
# shellcheck disable=SC2154,SC2034 # what the test sets, and what fault.sh uses
# shellcheck source=tests/faults/fault.sh
. "$source/tests/faults/fault.sh"

if [ ! -e "$BUILD/pvpanic-tck-$arch.elf" ]; then
	skip "faults of $arch" "there is no guest of $arch: install Debian's package $package, then \`make cross\`"
	finish
	exit
fi

REAL_QEMU=${REAL_QEMU:-$(command -v "qemu-system-$arch")}
export REAL_QEMU FAULT
prefix=() options=(--arch "$arch") timeout=3
family=(pci device-tree no-panic state action/pause action/none 'action/matrix/pause*' 'action/matrix/none*' action/set/none)
sample='no-panic/quit/* pci/identity/class state/running/before pci/read/2-bytes'

paused='pci/bar/decode-off pci/cpus/other-pauses pci/oops/* pci/reset/* pci/two/* pci/write/panicked-pauses state/[!rs]* state/reset/*
	state/stop/* action/pause/* action/matrix/pause* action/set/none'
panics="$paused pci/cpus/* action/none/* action/matrix/none*"
shutdown='no-panic/power-off/*'
exit0="$shutdown no-panic/quit/* no-panic/signal/* state/quit/* state/reset/with-no-reboot-ends"
guest_reset='no-panic/reset/* pci/reset/*'
bits='pci/read/* pci/reset/* pci/write/unrecognized* pci/bar/decode-off'

ok "without a fault all cases conform" conforms 50

# The events, and the state.
fault 'drop GUEST_PANICKED' "$panics"
fault 'double GUEST_PANICKED' "$panics"
fault 'rename GUEST_PANICKED GUEST_CRASHLOADED' "$panics"
fault 'edit GUEST_PANICKED action pause run' "$paused"
fault 'edit GUEST_PANICKED action run pause' 'pci/cpus/other-runs-on action/none/* action/matrix/none*' action/set/none
fault 'drop GUEST_CRASHLOADED' pci/write/crash-loaded-runs-on
fault 'status guest-panicked paused' "$paused"
fault 'drop RESET' "$guest_reset"
fault 'rename SHUTDOWN GUEST_PANICKED' "$exit0"
fault 'exit 0 1' "$exit0"
fault 'memory still' pci/cpus/*
fault 'memory moving' pci/cpus/other-pauses

# The device, and its place.
# All such devices: a machine that advertises other bits is restored from one with the usual bits, or that from it.
fault 'device pvpanic-pci*' 'pci/[!i]* pci/identity/[!a]* state/[!r]* state/reset/* action/*'
fault 'device pvpanic-pci pvpanic-pci,events=1' "$bits"
fault 'append -device pvpanic-pci' pci/identity/absent pci/identity/found-once
fault "wire 0x880 0x8ff" pci/identity/class

# A probe that does something else: it does not reach the device, sees what is not there, or does not do what it is asked.
fault "probe dead $bar" "${panics/pci\/oops\/\*/}" "$bits" pci/write/crash-loaded-runs-on 'pci/events/[!0]/advertised'
fault 'wire 0xff 0x3' 'device-tree/port/floats*' pci/bar/decode-off
fault 'order qemu,pvpanic-mmio qemu,fw-cfg-mmio' device-tree/node/*
fault 'order reset ping' "$guest_reset"

# Not where the power-off is a deviation on record (docs/findings/riscv64-power-off-exits.md).
if [ -n "$(among "$shutdown")" ]; then
	fault 'edit SHUTDOWN reason guest-shutdown guest-panic' "$shutdown"
	fault 'order power-off ping' "$shutdown"
fi
finish
