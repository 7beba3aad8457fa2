# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# The application, started by EDK2's Shell, to which it returns.

# shell_disk APPLICATION LINE…: makes shell.img, a disk from which the Shell executes these lines and then says that it is ready.
# fs0:\tck.efi is the application.
shell_disk() {
	local app=$1
	shift
	printf '%s\r\n' "$@" 'echo ready' >startup.nsh
	mformat -C -i shell.img -f 2880 :: && mcopy -i shell.img startup.nsh :: && mcopy -i shell.img "$app" ::tck.efi
}

# A line of the Shell that prints the status with which the application returned.
# shellcheck disable=SC2034
show_status='echo status %lasterror% of the application'

# It has a deadline, should the Shell never be ready.
type_when_ready() {
	timeout 60 tail -n +1 -f out | grep -q '^ready'
	printf '%s\r' "$1"
}

# typing LINE command…: under `exits`, runs a guest with its console on standard input and output, and types the line when its Shell
# is ready. The firmware sees keys by its timer, so that a Shell without interrupts does not take the line.
typing() {
	local line=$1
	shift
	"$@" < <(type_when_ready "$line")
}

# returned TIMES STATUS: succeeds if the Shell printed that status so many times, in the last output under `exits`.
returned() {
	[ "$(tr -d '\r' <out | grep -cx "status $2 of the application")" -eq "$1" ]
}
