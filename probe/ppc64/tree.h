/* SPDX-License-Identifier: BSD-2-Clause */
/* What the probe knows of the device tree. The kernel reads it before the probe takes the firmware's place (boot/ppc64/tree.c). */
#pragma once

#include "arch.h"

enum {
        TREE_NAME_SIZE = 48,  /* LoPAR: names of properties have up to 47 characters */
        TREE_PROPERTIES = 96, /* of /rtas */
        TREE_LINES = 2,
};

struct tree_property {
        char name[TREE_NAME_SIZE];
        uint32_t length; /* in bytes */
        uint32_t cell;   /* its first cell; 0 if it has none */
};

/* A virtual terminal: the unit address that the hypervisor knows it by, and the number of its interrupt. */
struct tree_line {
        uint32_t unit, interrupt;
};

struct tree {
        uint64_t ram;      /* where it ends */
        uint32_t timebase; /* its frequency in Hz */
        uint32_t cpus[CPUS_MAX];
        size_t cpu_count, cpu_total; /* those above; all of them */
        struct tree_line lines[TREE_LINES];
        size_t line_count; /* ordered by their units */
        uint32_t rtas_entry, rtas_base;
        struct tree_property rtas[TREE_PROPERTIES];
        size_t rtas_count;
};

extern struct tree tree;

/* The property of /rtas with that name; NULL if there is none. */
const struct tree_property *tree_rtas(const char *name);
