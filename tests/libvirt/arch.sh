# shellcheck shell=bash
# SPDX-License-Identifier: BSD-2-Clause
# For tests of libvirt's domains with guests of one architecture: $arch, whose images have a compiler of the package $compiler.
# shellcheck disable=SC2154,SC2034 # what the test sets, and what it uses
# shellcheck source=tests/e2e/tap.sh
. "$(dirname "$0")/../e2e/tap.sh"

if [ ! -e "$BUILD/pvpanic-tck-$arch.elf" ]; then
	skip "domains of $arch" "there is no guest of $arch: install Debian's package $compiler, then \`make cross\`"
	finish
	exit
fi

# A private root for libvirt: libvirtd's sockets need a short path.
chmod 711 "$scratch"
export XDG_CACHE_HOME=$scratch/c
mkdir "$XDG_CACHE_HOME"
[ "$(id -u)" -ne 0 ] || chown nobody "$XDG_CACHE_HOME"

# The libvirt of another suite, if the test has set $libvirt to that suite's with-libvirt.
libvirt=${libvirt-}
run_words=(run --layer libvirt --arch "$arch" --no-retry --output "$scratch/results")
run=(${libvirt:+"$libvirt"} "$TCK" "${run_words[@]}")

# Lifecycle events, by libvirt's numbers.
crashed=8

# preloaded PROGRAM…: runs a program with the faulty libvirt in front of its own. A suite's libvirt has a loader of its own.
preloaded() {
	if [ "$libvirt" ]; then
		# shellcheck disable=SC2016
		printf '#!/bin/sh\nexec "$TCK_SUITE/libvirt/run" --preload "%s" "$@"\n' "$BUILD/tests/faulty-libvirt.so" >"$scratch/preloaded"
		chmod +x "$scratch/preloaded"
		"$libvirt" "$scratch/preloaded" "$@"
	else
		env LD_PRELOAD="$BUILD/tests/faulty-libvirt.so" "$@"
	fi
}

# with FAULT CASE…: with that fault of libvirt, runs the cases.
with() {
	rm -rf "$scratch/results"
	TCK_FAULT=$1 preloaded "$TCK" "${run_words[@]}" --format tap "${@:2}"
}

# finds FAULT CASE…: with that fault of libvirt, each of the cases is a FAIL.
finds() {
	exits 1 with "$@" || return
	[ "$(grep -c '^not ok ' out)" -eq $(($# - 1)) ] && [ "$(grep -c '^  verdict: "FAIL"$' out)" -eq $(($# - 1)) ] && return
	grep -A 6 '^\(not \)\{0,1\}ok ' out
	return 1
}

# sanitized: whether the tool runs under a sanitizer.
sanitized() {
	ldd "$TCK" | grep -q libasan
}

# faulty_ones: whether a faulty libvirt can be preloaded; if not, that is a SKIP.
faulty_ones() {
	sanitized || return 0
	skip 'faults of libvirt' 'a faulty libvirt cannot be preloaded before a sanitizer'
	return 1
}
