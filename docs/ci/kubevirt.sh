#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# For a virt-launcher's image: checks the libvirt and the QEMU that are in it, as `kubevirt.sh IMAGE`. podman (or $ENGINE) mounts the installed kit.
set -eu
exec "${ENGINE:-podman}" run --rm --user 0 --entrypoint /usr/bin/pvpanic-tck \
	--volume /usr/bin/pvpanic-tck:/usr/bin/pvpanic-tck:ro --volume /usr/lib/pvpanic-tck:/usr/lib/pvpanic-tck:ro \
	--volume "$PWD/results:/results" "$1" run --layer libvirt --format tap --output /results
