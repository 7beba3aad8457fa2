# SPDX-License-Identifier: BSD-2-Clause
#
# What the Makefile needs to know of s390x for its guests.

# Debian's package gcc-s390x-linux-gnu
cross := s390x-linux-gnu-

# z10 is the oldest that QEMU emulates in full. Floating-point and vector registers are not saved.
arch_cflags := -m64 -march=z10 -msoft-float
# An oops follows back chains: there are no frame pointers.
arch_cflags += -mbackchain

# The rooms that it shares with other architectures.
arch_rooms := probe/bare probe/busless
