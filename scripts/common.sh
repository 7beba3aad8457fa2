# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# What several scripts here need: sentences on stderr, and where this machine gets its Debian packages from. It is
# sourced, never run.

me=${0##*/}

say() {
        printf '%s: %s\n' "$me" "$*" >&2
}

die() {
        say "$*"
        exit 1
}

# A wrong command line is told from a failure by its status.
usage_error() {
        say "$* (try $me -h)"
        exit 2
}

# The text of a script's own help: the comment block below its first lines, without the comment signs.
print_help() {
        sed -n '/^#$/,/^$/ { /^#/!q; s/^# \{0,1\}//; p; }' "$0" | sed 1d
}

# The name of the suite this machine runs (bookworm, trixie, noble): what its own apt sources speak of.
machine_suite() {
        (
                VERSION_CODENAME=
                # shellcheck source=/dev/null
                . /etc/os-release
                printf '%s\n' "$VERSION_CODENAME"
        )
}

# machine_mirror SUITE: the address that apt on this machine takes SUITE's main archive from, so that no script has to
# name one. `update --print-uris` reads every form of sources file, asks nothing of the network and needs no package
# lists. Where a vendor's archive has a suite of the same name, the one that calls itself Debian wins, if lists are
# there to tell.
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
