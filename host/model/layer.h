/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layers: the interfaces through which cases observe a guest. QEMU and libvirt are two of them; every other hypervisor registers itself
 * (hypervisor.h).
 */
#pragma once

#include <glib.h>

typedef guint TckLayer;

enum {
        TCK_LAYER_QEMU,    /* the kit starts QEMU and talks to its monitor */
        TCK_LAYER_LIBVIRT, /* libvirt starts QEMU */
        TCK_LAYER_OTHERS,  /* the first that registers itself has this number or a greater one */
};

typedef struct {
        const char *name;    /* the name for --layer and profiles: "qemu" */
        const char *title;   /* for people: "QEMU" */
        const char *machine; /* the machine type of its VMs, which no other layer has; NULL if there are several */
        const char *boot;    /* its boot method (arch.h); NULL if there are several */
} TckLayerKind;

/* Registers the layer, which has to live as long as the program. For constructors. */
void tck_register_layer(const TckLayerKind *kind);

/* How many there are. */
guint tck_layers(void);

/* The layer of that number. Borrowed. */
const TckLayerKind *tck_layer_kind(TckLayer layer);

/* "qemu" */
const char *tck_layer_name(TckLayer layer);

/* Finds the layer of that name; FALSE if there is none. */
gboolean tck_find_layer(const char *name, TckLayer *ret_layer);

/* Whether the machine type is that of a hypervisor that has only one; which, in *ret_layer. */
gboolean tck_layer_of_machine(const char *machine, TckLayer *ret_layer);

/* "qemu, libvirt, cloud-hypervisor". Free with g_free(). */
char *tck_layer_names(void);
