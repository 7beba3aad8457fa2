# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by the tests of guests on machines of the type virt: the cases, the probe's own round, and an oops. The test sets arch, package (of the
# compiler), cpu (options of QEMU), exceptions (those that `raise` accepts), and undefined, what an oops by an undefined instruction begins with
# on the wire.
# shellcheck disable=SC2154 # what the test sets

kernel=$BUILD/pvpanic-tck-$arch.elf
if [ ! -e "$kernel" ]; then
	skip "guests of $arch" "there are none: install Debian's package $package, then \`make cross\`"
	finish
	exit
fi

# boot WORDS OPTION…: a guest, driven by the input, whose panic ends QEMU with 1. Bytes that come in before the wire is open are lost: empty
# lines come first.
boot() {
	local words=$1
	shift
	{ printf '%0400d' 0 | tr 0 '\n'; cat; } |
		timeout 30 "qemu-system-$arch" -M virt "${cpu[@]}" -m 16 -nodefaults -display none -action panic=exit-failure "$@" \
			-kernel "$kernel" -append "$words" >wire
}

# Both lines, or the console's alone; the device.
lines=(-chardev "stdio,id=wire" -device "pci-serial,chardev=wire" -serial "file:$scratch/console")
one_line=(-serial stdio)
device=(-device pvpanic-pci)

# ends STATUS INPUT COMMAND…: whether QEMU ends with that.
ends() {
	local status=$1 input=$2
	shift 2
	printf '%s' "$input" | "$@"
	[ "${PIPESTATUS[1]}" -eq "$status" ]
}

# Of what is listed, the names.
listed() {
	"$TCK" list "$@" | awk '{ print $1 }'
}

# Cases of other boot methods are listed, too.
those_that_run_are_listed() {
	sed -n 's/^\(not \)\{0,1\}ok [0-9]* - \([^ ]*\).*/\2/p' out | sort >ran
	test "$(wc -l <ran)" -ge 75 && listed --arch "$arch" | sort | comm -13 - ran | diff /dev/null -
}

doctor_knows() {
	"$TCK" doctor --guests "$BUILD" >doctor.out || [ $? -eq 3 ]
	grep -q "^yes *qemu-system-$arch " doctor.out && grep -q "^yes *pvpanic-tck-$arch.elf " doctor.out
}

# each_is_reported: whether an oops by each exception is a panic, and has a backtrace within the kernel.
each_is_reported() {
	local kind
	for kind in "${exceptions[@]}"; do
		if ! ends 1 $'1 on-oops panic-pci\n2 raise '"$kind"$'\n' boot agent "${lines[@]}" "${device[@]}" ||
			! grep -q '^# oops 0x' wire || ! grep -q '^oops: .* (.*vector [0-9]*)' console ||
			! grep -q '^pvpanic: 0x1 to BAR 0' console; then
			echo "not $kind"
			cat wire console
			return 1
		fi
	done
}

ok "the cases conform" exits 0 "$TCK" run --arch "$arch" --format tap --output results
ok "none is an error" grep -q '"ERROR" *: *0' results/results.json
ok "to a profile" grep -q '"verdict" *: *"CONFORMS to ' results/results.json
ok "75 or more run, and all of them are listed" those_that_run_are_listed
ok "without its image it is an error" exits 3 "$TCK" run --arch "$arch" --guests . --no-retry state/running
ok "doctor knows its QEMU and its image" doctor_knows
ok "the round ends in a panic" ends 1 '' boot auto=panic-pci "${lines[@]}" "${device[@]}"
ok "after its checks" grep -q '^ok .* - pci: BAR 0 is usable' console
ok "which know that there are no ports" grep -q '^ok .* - port: a device answers # SKIP this architecture has no I/O ports' console
ok "without the device it goes on" ends 0 $'1 power-off\n' boot auto=panic-pci "${lines[@]}"
ok "and says why" grep -q '^# no panic: there is no PCI function' console
ok "the machine's own port can be the wire" ends 0 $'1 power-off\n' boot 'agent one-line' "${one_line[@]}"
ok "an oops is a panic, whatever the exception" each_is_reported
ok "a wild frame pointer is survived" ends 1 $'1 on-oops panic-pci\n2 raise wild-frame\n' boot agent "${lines[@]}" "${device[@]}"
ok "and told" grep -q '^  no frame at 0xffff00000000' console
ok "an undefined instruction ends the machine, too" ends 1 $'1 on-oops panic-pci\n2 raise undefined\n' boot agent "${lines[@]}" "${device[@]}"
ok "with its cause on the wire" grep -q "^# oops $undefined " wire
ok "and a backtrace on the console" test "$(grep -c '^  0x[48]0' console)" -ge 4
finish
