/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a machine of QEMU's type `virt` has, by its device tree: this room is shared by the architectures that have such a machine. It
 * implements what arch.h declares of lines, buses, fw_cfg, CPUs and time; interrupt.h and cpu.h say what is left to the architecture.
 */
#pragma once

#include "fdt.h"

/* A part of the CPU's address space in which a PCI bus has addresses of its own. */
struct window {
        uint64_t address, bus, size; /* size 0: there is none */
};

struct board {
        struct fdt tree;
        uint64_t ecam, ecam_size; /* PCI's configuration space; 0 if there is none */
        struct window io, memory; /* I/O space, and the part of memory space below 4 GiB */
        uint64_t fw_cfg;          /* 0 if there is none */
};

extern struct board board;

/* Reads the tree at that address, of up to so many bytes. False if there is none: the machine then has nothing. */
bool board_open(const void *tree, size_t limit);

/* Copies the words for the kernel; cut off at size - 1 bytes, "" if there are none. */
void board_words(char *ret_words, size_t size);
