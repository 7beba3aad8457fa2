/* SPDX-License-Identifier: BSD-2-Clause */
#include "command_layer.h"

#include "command.h"

/* The option about QEMU that was given; NULL if none was. */
static const char *qemu_option(const TckLayerWords *words) {
        return words->qemu             ? "--qemu"
               : words->qemu_arguments ? "--qemu-arg"
               : words->firmware       ? "--firmware"
               : words->accel          ? "--accel"
                                       : NULL;
}

/* Another hypervisor has its own program, one machine type and one way to boot. */
static gboolean check_other(const TckLayerWords *words, const TckLayerKind *kind, GError **error) {
        if (qemu_option(words))
                return tck_command_usage_error(error, "%s is about QEMU, and --layer %s takes none", qemu_option(words),
                                               kind->name);
        if (words->machines && !g_str_equal(words->machines, kind->machine))
                return tck_command_usage_error(error, "--layer %s has one machine type, %s, not %s", kind->name,
                                               kind->machine, words->machines);
        if (words->boots && !g_str_equal(words->boots, kind->boot))
                return tck_command_usage_error(error, "--layer %s has one way to boot, %s, not %s", kind->name,
                                               kind->boot, words->boots);
        return TRUE;
}

gboolean tck_command_choose_layer(const TckLayerWords *words, TckLayer *ret_layer, GError **error) {
        *ret_layer = TCK_LAYER_QEMU;
        if (words->layer && !tck_find_layer(words->layer, ret_layer)) {
                g_autofree char *names = tck_layer_names();

                return tck_command_usage_error(error, "--layer takes one of %s, not %s", names, words->layer);
        }
        if (words->connect && *ret_layer != TCK_LAYER_LIBVIRT)
                return tck_command_usage_error(error, "--connect belongs to --layer libvirt");
        if (words->vmm && *ret_layer < TCK_LAYER_OTHERS)
                return tck_command_usage_error(error,
                                               "--vmm names another hypervisor's program; of --layer %s, --qemu does",
                                               tck_layer_name(*ret_layer));
        if (*ret_layer == TCK_LAYER_LIBVIRT && (words->qemu_arguments || words->firmware))
                return tck_command_usage_error(
                        error, "%s belongs to --layer qemu: libvirt makes its domains' command lines by itself",
                        words->qemu_arguments ? "--qemu-arg" : "--firmware");
        return *ret_layer < TCK_LAYER_OTHERS || check_other(words, tck_layer_kind(*ret_layer), error);
}
