# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# For tests of libvirt's domains with guests of machine type virt, whose only panic model, pvpanic, libvirt has since 9.1: the machine's own
# libvirt, and trixie's if scripts/fetch-suite has brought it ($SUITES, or its own folder). $arch and $compiler are as for arch.sh.

suites=${SUITES:-${XDG_CACHE_HOME:-$([ "$(id -u)" -eq 0 ] && echo /var/cache || echo "$HOME/.cache")}/pvpanic-tck/suites}
# shellcheck source=tests/libvirt/arch.sh
. "$(dirname "$0")/arch.sh"

# Prints the lines of the cases that passed.
passed() {
	grep '^ok ' out | grep -v '# SKIP'
}

ok "the cases conform, or are skipped" exits 0 "${run[@]}" --format tap
if ! passed | grep -q ' libvirt/model/pvpanic/crashes '; then
	ok "a libvirt without the model has it refused" grep -q "^ok .* libvirt/model/pvpanic/refused-if-not-offered $arch-virt-kernel-pci\$" out
	ok "and other models, too" test "$(passed | wc -l)" -eq 3
	ok "which is why the others are skipped" test "$(grep '^ok .*# SKIP' out | grep -vc "this libvirt's capabilities have no panic model pvpanic\$")" -eq 0
	ok "of which there are 30 at least" test "$(grep -c '^ok .*# SKIP' out)" -ge 30
	libvirt=$suites/trixie/with-libvirt
	if [ ! -x "$libvirt" ]; then
		skip "domains with model pvpanic" "this libvirt has no such model: \`scripts/fetch-suite --libvirt trixie\` fetches another"
		finish
		exit
	fi
	if sanitized; then
		skip "domains with model pvpanic" "this libvirt has no such model, and the memory of another suite's loader is a leak for a sanitizer"
		finish
		exit
	fi
	run=("$libvirt" "$TCK" "${run_words[@]}")
fi

ok "the cases conform" exits 0 "${run[@]}" --format text
ok "to a profile" grep -q '^ CONFORMS to ' out
ok "40 at least" test "$("$TCK" list --arch "$arch" libvirt | wc -l)" -ge 40
ok "none of which is another architecture's" test -z "$("$TCK" list --arch "$arch" libvirt/model/isa libvirt/model/s390 libvirt/model/pseries libvirt/hyperv 2>/dev/null)"
if faulty_ones; then
	ok "without a fault they pass" exits 0 with none libvirt/model/pvpanic/crashes libvirt/model/pvpanic/two-are-refused
	ok "a crash that is not reported" finds event:$crashed:0 libvirt/model/pvpanic/crashes libvirt/on-crash/preserve/events
	ok "a crash that is reported twice" finds event:$crashed:2 libvirt/model/pvpanic/raw libvirt/model/pvpanic/crash-loaded
	ok "an address that is ignored" finds "xml:<address type='isa' iobase='0x505'/>:" libvirt/model/pvpanic/isa-address-is-refused
	ok "a foreign model that is taken for another" finds "xml:model='isa':model='pvpanic'" "libvirt/model/pvpanic/$arch/isa-is-refused"
	ok "an on_crash that is taken for another" finds 'xml:preserve:destroy' libvirt/model/pvpanic/crashes libvirt/model/pvpanic/resume-and-panic-again
	ok "on_crash that CRASH_LOADED leads to" finds 'read:GUEST_CRASHLOADED:GUEST_PANICKED   ' libvirt/model/pvpanic/crash-loaded
	ok "information that the event does not have" finds 'read:"action":"info"  ' libvirt/model/pvpanic/raw
	ok "a resumption that is refused" finds virDomainResume:55 libvirt/model/pvpanic/resume-and-panic-again
fi
finish
