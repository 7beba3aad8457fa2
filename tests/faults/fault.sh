# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by the tests of faults that are about one family of cases. The test sets family, the patterns of its cases; sample, others that run
# beside those that a fault is about; timeout; and options, how `run` gets to the faulty QEMU.
#
# FAULTS=some (as in `make test`) runs for each fault a few of the cases about it, and a few others; ONLY='swap *' selects faults by their
# words.
# shellcheck disable=SC2154 # what the test sets

# run_cases FOLDER [CASE…]
run_cases() {
	local folder=$1
	shift
	"${prefix[@]}" "$TCK" run --lab never --qemu "$BUILD/tests/faulty-qemu" "${options[@]}" -j 2 --no-retry --format tap \
		--timeout "${timeout:-10}" --output "$folder" "$@" >"$folder.tap" 2>"$folder.err"
}

# cases_that ok|'not ok' FOLDER: those that pass, or fail by themselves and not by their VM's positive control.
cases_that() {
	awk -v verdict="$1" '
		function tell() { if (name != "" && !control) print name; name = "" }
		/^(not )?ok / { tell(); control = 0; if (index($0, verdict " ") == 1 && !/#/) name = $(verdict == "ok" ? 4 : 5) }
		/^  expected: "positive control: / { control = 1 }
		END { tell() }' "$2.tap" | sort
}

# conforms MIN: whether the family passes without a fault, so many of its cases at least. Writes them to "good".
conforms() {
	FAULT=none run_cases "$scratch/none" "${family[@]}" || { cat "$scratch/none.tap" "$scratch/none.err"; return 1; }
	cases_that ok "$scratch/none" >"$scratch/good"
	[ "$(wc -l <"$scratch/good")" -ge "$1" ]
}

# among SET…: of the good cases those of the sets.
among() {
	local name pattern
	set -f
	# shellcheck disable=SC2048,SC2086
	set -- $*
	set +f
	while read -r name; do
		for pattern; do
			# shellcheck disable=SC2053
			[[ $name == $pattern ]] && { echo "$name"; break; }
		done
	done <"$scratch/good"
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
		awk '{ line[NR] = $0 } END { for (i = 1; i <= NR; i++) if (NR <= 4 || int(i * 4 / NR) != int((i - 1) * 4 / NR)) print line[i] }' \
			"$folder.all" >"$folder.expected"
		mapfile -t cases < <({ among "$sample" | comm -23 - "$folder.all"; cat "$folder.expected"; } | sort)
	fi
	FAULT=$fault run_cases "$folder" "${cases[@]}"
	grep -A3 'verdict: "ERROR"' "$folder.tap" && return 1
	cases_that 'not ok' "$folder" | comm -12 - "$scratch/good" >"$folder.failed"
	diff "$folder.expected" "$folder.failed"
}

fault() {
	# shellcheck disable=SC2053
	[[ $1 == ${ONLY:-*} ]] && ok "fault: $1" fails_just "$@"
}
