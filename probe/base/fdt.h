/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A flattened device tree (Devicetree Specification, "Flattened Devicetree (DTB) Format"): what the machine has, as its hypervisor or
 * firmware describes it. It is not trusted: what lies outside it is as if it were not there.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FDT_DEPTH_MAX 16u

struct fdt {
        const uint8_t *structure; /* the block of nodes and properties */
        const char *strings;      /* the block of the properties' names */
        size_t structure_size, strings_size;
};

struct fdt_node {
        const char *name;      /* "pci@30000000"; "" for the root */
        unsigned depth;        /* 0 for the root */
        uint32_t parent_cells; /* the parent's #address-cells, */
        uint32_t parent_sizes; /* and its #size-cells */
        size_t properties;     /* where they begin in the block of nodes */
};

/* A property's value: numbers of 32 bits, big-endian. */
struct fdt_value {
        const uint8_t *bytes;
        size_t length; /* in bytes */
};

/* Where fdt_next() goes on; all zero it is before the root. */
struct fdt_walk {
        size_t at;
        unsigned depth;                                              /* of the next node */
        uint32_t cells[FDT_DEPTH_MAX + 1], sizes[FDT_DEPTH_MAX + 1]; /* by depth, of the nodes around it */
};

/* Opens the tree at an address, of up to limit bytes. False if there is none. */
bool fdt_open(struct fdt *ret_fdt, const void *blob, size_t limit);

/* The next node, from the root on, each before those in it. False after the last one. */
bool fdt_next(const struct fdt *fdt, struct fdt_walk *walk, struct fdt_node *ret_node);

/* A node's property. False, and an empty value, if it has none of that name. */
bool fdt_property(const struct fdt *fdt, const struct fdt_node *node, const char *name, struct fdt_value *ret_value);

/* The property's text, or its first one; NULL if it is not terminated or there is none. */
const char *fdt_text(const struct fdt *fdt, const struct fdt_node *node, const char *name);

/* The number with that index in a value; 0 beyond its end. */
uint32_t fdt_cell(const struct fdt_value *value, size_t index);

/* The number in `count` cells from that index on: the last two of them. */
uint64_t fdt_cells(const struct fdt_value *value, size_t index, uint32_t count);

/* The first number of a property; otherwise the default. */
uint32_t fdt_number(const struct fdt *fdt, const struct fdt_node *node, const char *name, uint32_t otherwise);

/* The index-th pair of a node's `reg`, from 0. False if there is none. */
bool fdt_reg(const struct fdt *fdt, const struct fdt_node *node, size_t index, uint64_t *ret_address,
             uint64_t *ret_size);

/* Whether one of the texts of the node's `compatible` is this one. */
bool fdt_is(const struct fdt *fdt, const struct fdt_node *node, const char *compatible);

/* Finds the index-th node, from 0, that is compatible with this. */
bool fdt_find(const struct fdt *fdt, const char *compatible, size_t index, struct fdt_node *ret_node);

/* Finds the node in the root that has this name, up to an @. */
bool fdt_find_named(const struct fdt *fdt, const char *name, struct fdt_node *ret_node);

/* Finds the node that others name by this number. */
bool fdt_find_phandle(const struct fdt *fdt, uint32_t phandle, struct fdt_node *ret_node);
