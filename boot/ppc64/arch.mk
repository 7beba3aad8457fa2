# SPDX-License-Identifier: BSD-2-Clause
#
# What the Makefile needs to know of ppc64 for its guests.

# Debian's package gcc-powerpc64-linux-gnu
cross := powerpc64-linux-gnu-

# POWER7 is the oldest that pseries has. Floating-point and vector registers are not saved. The second ELF ABI has no function descriptors.
arch_cflags := -m64 -mbig-endian -mabi=elfv2 -mcpu=power7 -msoft-float -mno-altivec -mno-vsx

# The rooms that it shares with other architectures.
arch_rooms := probe/bare probe/busless
