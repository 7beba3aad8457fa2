/* SPDX-License-Identifier: BSD-2-Clause */
/* A domain besides the case's own. */
#include "dom_private.h"

#include "libvirt_error.h"

/* The XML of a domain other than the case's. Free with g_free(). */
static char *other_xml(const Tck *t, const TckDomainSpec *spec, const char *name) {
        g_autofree char *wire = g_build_filename(t->domain->stage.work, "wire", NULL);
        g_autofree char *console = g_build_filename(t->domain->stage.work, "console", NULL);

        return tck_domain_xml(&(TckDomainPlan){.spec = spec,
                                               .name = name,
                                               .machine = t->domain->config->machine,
                                               .arch = t->domain->libvirt->options.arch,
                                               .accel = "tcg",
                                               .emulator = t->domain->libvirt->options.emulator,
                                               .kernel = t->domain->libvirt->kernel,
                                               .wire = wire,
                                               .console = console});
}

static virDomainPtr make_other(Tck *t, const TckDomainSpec *spec, const char *xml) {
        virConnectPtr connection = tck_connection_get(t->domain->stage.connection);

        return spec->persistent ? virDomainDefineXML(connection, xml)
                                : virDomainCreateXML(connection, xml, VIR_DOMAIN_START_PAUSED);
}

/* Whether libvirt takes such a domain, to define it or to start it, and gives it up at once. */
gboolean check_dom_takes_other(Tck *t, const TckDomainSpec *spec, const char *name, GError **error) {
        g_autofree char *xml = other_xml(t, spec, name);
        virDomainPtr domain = make_other(t, spec, xml);
        gboolean good = domain && (spec->persistent ? virDomainUndefine(domain) : virDomainDestroy(domain)) == 0;

        if (!good)
                tck_set_libvirt_error(error, "an ordinary domain does not come and go");
        if (domain)
                virDomainFree(domain);
        return good;
}
