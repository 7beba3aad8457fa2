/* SPDX-License-Identifier: BSD-2-Clause */
#include "layer.h"

#include "registry.h"

static const TckLayerKind own[TCK_LAYER_OTHERS] = {
        [TCK_LAYER_QEMU] = {.name = "qemu", .title = "QEMU"},
        [TCK_LAYER_LIBVIRT] = {.name = "libvirt", .title = "libvirt"},
};

static GPtrArray *others; /* const TckLayerKind * */

void tck_register_layer(const TckLayerKind *kind) {
        tck_registry_add(&others, kind);
}

guint tck_layers(void) {
        return TCK_LAYER_OTHERS + (others ? others->len : 0);
}

const TckLayerKind *tck_layer_kind(TckLayer layer) {
        g_assert(layer < tck_layers());
        return layer < TCK_LAYER_OTHERS ? &own[layer] : others->pdata[layer - TCK_LAYER_OTHERS];
}

const char *tck_layer_name(TckLayer layer) {
        return tck_layer_kind(layer)->name;
}

gboolean tck_find_layer(const char *name, TckLayer *ret_layer) {
        for (TckLayer layer = 0; layer < tck_layers(); layer++)
                if (g_str_equal(tck_layer_name(layer), name)) {
                        *ret_layer = layer;
                        return TRUE;
                }
        return FALSE;
}

gboolean tck_layer_of_machine(const char *machine, TckLayer *ret_layer) {
        for (TckLayer layer = TCK_LAYER_OTHERS; layer < tck_layers(); layer++)
                if (g_strcmp0(tck_layer_kind(layer)->machine, machine) == 0) {
                        *ret_layer = layer;
                        return TRUE;
                }
        return FALSE;
}

char *tck_layer_names(void) {
        g_autoptr(GString) names = g_string_new(NULL);

        for (TckLayer layer = 0; layer < tck_layers(); layer++)
                g_string_append_printf(names, "%s%s", layer ? ", " : "", tck_layer_name(layer));
        return g_strdup(names->str);
}
