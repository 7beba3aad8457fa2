# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by the tests of faults that are about one family of cases. The test sets family, the patterns of its cases; sample, others that run
# beside those that a fault is about; timeout; and options, how `run` gets to the faulty QEMU.
#
# FAULTS=some (as in `make test`) runs for each fault a few of the cases about it, and a few others; ONLY='swap *' selects faults by their
# words.
# shellcheck disable=SC2154 # what the test sets
# shellcheck source=tests/faults/sets.sh
. "$source/tests/faults/sets.sh"

# run_cases FOLDER [CASE…]
run_cases() {
	local folder=$1
	shift
	"${prefix[@]}" "$TCK" run --lab never --qemu "$BUILD/tests/faulty-qemu" "${options[@]}" -j 2 --no-retry --format tap \
		--timeout "${timeout:-10}" --output "$folder" "$@" >"$folder.tap" 2>"$folder.err"
}

# conforms MIN: whether the family passes without a fault, so many of its cases at least. Writes them to "good".
conforms() {
	FAULT=none run_cases "$scratch/none" "${family[@]}" || { cat "$scratch/none.tap" "$scratch/none.err"; return 1; }
	cases_that ok "$scratch/none" >"$scratch/good"
	[ "$(wc -l <"$scratch/good")" -ge "$1" ]
}

# rerun_races FAULT FOLDER: runs expected cases that met a deviation on record again, at most three times: a race says nothing about the fault.
rerun_races() {
	local fault=$1 folder=$2 round cases
	for round in 1 2 3; do
		mapfile -t cases < <(known_cases "$folder" | comm -12 - "$folder.expected" | comm -23 - <(cases_that 'not ok' "$folder"))
		[ ${#cases[@]} -gt 0 ] || return
		echo "# run again ($round): ${cases[*]}"
		FAULT=$fault run_cases "$folder.again" "${cases[@]}"
		cat "$folder.again.tap" >>"$folder.tap"
	done
}

# fails_just FAULT SET…: whether the cases of the sets, and no others, fail.
fails_just() {
	local folder=$scratch/fault fault=$1 cases=("${family[@]}")
	shift
	rm -rf "$folder"
	among "$@" >"$folder.expected"
	[ -s "$folder.expected" ] || { echo "no case speaks of it"; return 1; }
	if [ "${FAULTS:-all}" != all ]; then
		mv "$folder.expected" "$folder.all"
		spread 4 <"$folder.all" >"$folder.expected"
		mapfile -t cases < <({ among "$sample" | comm -23 - "$folder.all"; cat "$folder.expected"; } | sort)
	fi
	FAULT=$fault run_cases "$folder" "${cases[@]}"
	rerun_races "$fault" "$folder"
	grep -A3 'verdict: "ERROR"' "$folder.tap" && return 1
	cases_that 'not ok' "$folder" | comm -12 - "$scratch/good" >"$folder.failed"
	diff "$folder.expected" "$folder.failed"
}

fault() {
	# shellcheck disable=SC2053
	[[ $1 == ${ONLY:-*} ]] && ok "fault: $1" fails_just "$@"
}
