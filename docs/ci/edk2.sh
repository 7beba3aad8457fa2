#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# For a firmware's pipeline: `edk2.sh OVMF.fd` checks what UEFI firmware is responsible for (resources, ACPI's tables, a clean return),
# and that the panics of a UEFI application reach the host.
set -eu
exec pvpanic-tck run --boot efi --firmware "$1" --machine pc,q35 --junit junit.xml --output results
