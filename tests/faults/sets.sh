# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Shared by all tests of faults: sets of cases, and which of them pass or fail in a run, whose TAP is in FOLDER.tap. The cases that can
# show a fault are in "good".
# shellcheck disable=SC2154 # what tap.sh sets

# matches NAME PATTERN…: succeeds if one of the patterns matches.
matches() {
	local name=$1 pattern
	shift
	for pattern; do
		# shellcheck disable=SC2053
		[[ $name == $pattern ]] && return 0
	done
	return 1
}

# cases_that ok|'not ok' FOLDER: prints those that pass, or fail. A case that is skipped or known says nothing about a
# fault, and neither does one that passed itself but failed in its VM's positive control.
cases_that() {
	awk -v verdict="$1" '
		function tell() { if (name != "" && !control) print name; name = "" }
		/^(not )?ok / {
			tell()
			control = 0
			if (index($0, verdict " ") == 1 && !/#/)
				name = $(verdict == "ok" ? 4 : 5)
		}
		/^  expected: "positive control: / { control = 1 }
		END { tell() }' "$2.tap" | sort
}

# known_cases FOLDER: prints those that met a deviation on record.
known_cases() {
	sed -n 's/^not ok [0-9]* - \([^ ]*\) .*# TODO.*/\1/p' "$1.tap" | sort -u
}

# among SET…: prints the good cases that are in the sets.
among() {
	local name
	set -f
	# shellcheck disable=SC2048,SC2086
	set -- $*
	set +f
	while read -r name; do
		matches "$name" "$@" && echo "$name"
	done <"$scratch/good"
}

# spread MAX: prints at most MAX of its input's lines, evenly spread.
spread() {
	awk -v max="$1" '{ line[NR] = $0 }
		END { for (i = 1; i <= NR; i++) if (NR <= max || int(i * max / NR) != int((i - 1) * max / NR)) print line[i] }'
}
