/* SPDX-License-Identifier: BSD-2-Clause */
/* libvirt's capabilities for domains such as the case's. */
#include "dom_private.h"

#include <stdlib.h>

#include "error.h"
#include "libvirt_error.h"

static const char *virt_type(const Tck *t) {
        gboolean kvm = t->tested->domain->kvm || g_str_equal(t->domain->libvirt->options.accel, "kvm");

        return kvm ? "kvm" : "qemu";
}

char *check_dom_capabilities(Tck *t, GError **error) {
        char *xml = virConnectGetDomainCapabilities(
                tck_connection_get(t->domain->stage.connection), t->domain->libvirt->options.emulator,
                t->domain->libvirt->options.arch, t->domain->config->machine, virt_type(t), 0);
        char *copy = g_strdup(xml);

        if (!xml)
                tck_set_libvirt_error(error, "libvirt has no capabilities of such domains");
        free(xml);
        return copy;
}

/* The strings that an XPath expression finds in them, separated by blanks; NULL if there are none. Free with g_free(). */
static char *capability(Tck *t, const char *xpath) {
        GError *error = NULL;
        g_autofree char *xml = t->over ? NULL : check_dom_capabilities(t, &error);
        g_auto(GStrv) found = xml ? tck_xml_strings(xml, xpath) : NULL;

        if (error)
                check_dom_give_up(t, "libvirt's capabilities", error);
        return found && *found ? g_strjoinv(" ", found) : NULL;
}

GStrv check_dom_panic_models(Tck *t) {
        g_autofree char *models = capability(t, "/domainCapabilities/devices/panic/enum[@name='model']/value");

        return models ? g_strsplit(models, " ", -1) : NULL;
}

gboolean check_dom_offers(Tck *t, const char *model) {
        g_auto(GStrv) models = check_dom_panic_models(t);

        return models && g_strv_contains((const char *const *) models, model);
}
