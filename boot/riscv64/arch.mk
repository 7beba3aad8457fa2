# SPDX-License-Identifier: BSD-2-Clause
#
# What the Makefile needs to know of riscv64 for its guests.

# Debian's package gcc-riscv64-linux-gnu
cross := riscv64-linux-gnu-

# Floating-point registers are not saved, and there is no global pointer. Code and data are anywhere, but near each other.
arch_cflags := -march=rv64imac_zicsr -mabi=lp64 -mcmodel=medany -mstrict-align -mno-relax

# The rooms that it shares with other architectures.
arch_rooms := probe/virt probe/frames probe/bare
