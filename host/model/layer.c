/* SPDX-License-Identifier: BSD-2-Clause */
#include "layer.h"

#include "registry.h"

static GPtrArray *all; /* const TckLayerKind * */

void tck_register_layer(const TckLayerKind *kind) {
        tck_registry_add(&all, kind);
}

/* Runs before any other constructor, because these two have fixed numbers. */
__attribute__((constructor(101))) static void register_own(void) {
        static const TckLayerKind qemu = {.name = "qemu", .title = "QEMU"},
                                  libvirt = {.name = "libvirt", .title = "libvirt"};

        tck_register_layer(&qemu);
        tck_register_layer(&libvirt);
}

guint tck_layers(void) {
        return all->len;
}

const TckLayerKind *tck_layer_kind(TckLayer layer) {
        g_assert(layer < all->len);
        return all->pdata[layer];
}

const char *tck_layer_name(TckLayer layer) {
        return tck_layer_kind(layer)->name;
}

gboolean tck_find_layer(const char *name, TckLayer *ret_layer) {
        const TckLayerKind *kind = tck_registry_find(all, name);

        return kind && g_ptr_array_find(all, kind, ret_layer);
}

gboolean tck_layer_of_machine(const char *machine, TckLayer *ret_layer) {
        for (TckLayer layer = TCK_LAYER_OTHERS; layer < all->len; layer++)
                if (g_strcmp0(tck_layer_kind(layer)->machine, machine) == 0) {
                        *ret_layer = layer;
                        return TRUE;
                }
        return FALSE;
}

char *tck_layer_names(void) {
        return tck_registry_names(all);
}
