# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Functions that several scripts source: messages on stderr, and the source of this machine's Debian packages.

me=${0##*/}

say() {
        printf '%s: %s\n' "$me" "$*" >&2
}

die() {
        say "$*"
        exit 1
}

# A usage error has its own exit status.
usage_error() {
        say "$* (try $me -h)"
        exit 2
}

# Prints a script's help: the comment at its head, without the comment signs.
print_help() {
        sed -n '/^#$/,/^$/ { /^#/!q; s/^# \{0,1\}//; p; }' "$0" | sed 1d
}

# Prints the name of this machine's suite (bookworm, trixie, noble), from its apt sources.
machine_suite() {
        (
                VERSION_CODENAME=
                # shellcheck source=/dev/null
                . /etc/os-release
                printf '%s\n' "$VERSION_CODENAME"
        )
}

# machine_mirror SUITE: prints the address from which apt on this machine fetches SUITE's main archive, so that no
# script has to name one. `update --print-uris` understands every form of sources file, and needs neither the network
# nor package lists. If the archive of another vendor has a suite of the same name, the one with Debian's Origin is
# used, if package lists say so.
machine_mirror() {
        local suite=$1 mirror

        # shellcheck disable=SC2016 # a format of apt's
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' \
                "Release: $suite" 'Component: main' 2>/dev/null | head -n 1)
        if [ -z "$mirror" ]; then
                mirror=$(apt-get --print-uris update 2>/dev/null |
                        sed -n "s|^'\([^']*\)/dists/$suite/main/binary-.*|\1|p" | head -n 1)
        fi
        printf '%s\n' "${mirror%/}"
}
