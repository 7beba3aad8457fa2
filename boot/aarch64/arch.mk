# SPDX-License-Identifier: BSD-2-Clause
#
# What the Makefile needs to know of aarch64 for its guests.

# Debian's package gcc-aarch64-linux-gnu
cross := aarch64-linux-gnu-

# Without page tables all memory is that of devices, where each access has to be aligned. Floating-point registers are not saved.
arch_cflags := -march=armv8-a -mgeneral-regs-only -mstrict-align -mno-outline-atomics

# The file name that firmware looks for on a disk.
efi_file := BOOTAA64.EFI

# The rooms that it shares with other architectures.
arch_rooms := probe/virt probe/frames probe/bare
