/* SPDX-License-Identifier: BSD-2-Clause */
/* The client interface of Open Firmware (IEEE 1275-1994, "Client Interface"), which is there until the probe takes over its memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The address of the client interface. To be set first. */
extern uint32_t prom_entry;

/* A node of the device tree; 0 if there is none. The root, from which the others are reached, is the peer of 0. */
uint32_t prom_find(const char *path);
uint32_t prom_child(uint32_t node);
uint32_t prom_peer(uint32_t node);

/* Copies a property's value, or as much of it as there is room for. Its length; -1 if there is no such property. */
int32_t prom_get(uint32_t node, const char *name, void *ret_value, size_t size);

/* The first cell of a property. False if it has none. */
bool prom_get_cell(uint32_t node, const char *name, uint32_t *ret_value);

/* Whether a property is that text. */
bool prom_is(uint32_t node, const char *name, const char *text);

enum { PROM_NAME_SIZE = 64 };

/* The name of the property after one of that name, of the first one after "". False if there is none. */
bool prom_next(uint32_t node, const char *before, char ret_name[static PROM_NAME_SIZE]);

/* Copies RTAS to an address, and initializes it. Its entry; 0 if there is none. */
uint32_t prom_instantiate_rtas(void *address);
