/* SPDX-License-Identifier: BSD-2-Clause */
#include "case.h"

#include <string.h>

#include "channel.h"
#include "registry.h"

static GPtrArray *all;

TckLayer tck_case_layer(const TckCase *tested) {
        TckLayer layer = tested->domain ? TCK_LAYER_LIBVIRT : TCK_LAYER_QEMU;

        if (tested->layer && !tck_find_layer(tested->layer, &layer))
                g_error("%s: there is no layer %s", tested->name, tested->layer);
        return layer;
}

gboolean tck_case_runs_on(const TckCase *tested, TckLayer layer) {
        return tck_case_layer(tested) == layer || (tested->anywhere && layer >= TCK_LAYER_OTHERS);
}

gboolean tck_case_ends(const TckCase *tested) {
        return tested->ends || tested->domain || tested->layer;
}

gboolean tck_case_any_channel(const TckCase *tested) {
        const char *model = tested->domain ? tested->domain->panic[0].model : NULL;

        return tested->any_channel || g_strcmp0(model, TCK_USUAL_MODEL) == 0;
}

gboolean tck_case_needs_pci(const TckCase *tested) {
        return tested->needs.pci || tck_vm_spec_has(&tested->vm, "pci");
}

gboolean tck_case_needs_acpi(const TckCase *tested) {
        return tested->needs.acpi || tested->vm.no_acpi;
}

const char *tck_case_channel(const TckCase *tested, const TckVmSpec *spec) {
        g_auto(GStrv) path = g_strsplit(tested->name, "/", 2);
        gboolean by_model = tested->domain && !tck_case_any_channel(tested) && !tested->vm.devices[0];
        const char *device = by_model ? tested->domain->panic[0].model : tck_vm_spec_device(spec, 0);

        if (tck_find_channel(path[0]) || g_str_equal(path[0], "acpi"))
                return g_intern_string(path[0]);
        return !device ? "none" : *device ? g_intern_string(device) : "default";
}

void tck_register_cases(const TckCase *cases, gsize count) {
        for (gsize i = 0; i < count; i++)
                tck_registry_add(&all, &cases[i]);
}

static gint by_name(gconstpointer a, gconstpointer b) {
        return strcmp((*(const TckCase *const *) a)->name, (*(const TckCase *const *) b)->name);
}

const GPtrArray *tck_all_cases(void) {
        static gsize once;

        if (g_once_init_enter(&once)) {
                if (!all)
                        all = g_ptr_array_new();
                g_ptr_array_sort(all, by_name);
                g_once_init_leave(&once, 1);
        }
        return all;
}

const TckCase *tck_find_case(const char *name) {
        return tck_registry_find(tck_all_cases(), name);
}

gboolean tck_case_matches(const char *name, const char *pattern) {
        gsize length = strlen(pattern);

        while (length && pattern[length - 1] == '/')
                length--;
        if (strncmp(name, pattern, length) == 0 && (name[length] == '/' || name[length] == '\0'))
                return TRUE;
        return g_pattern_match_simple(pattern, name);
}
