/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_core.h"

#include <glib/gstdio.h>

#include "incident_core.h"
#include "error.h"
#include "libvirt_error.h"

/* The formats that libvirt supports. */
static const unsigned int formats[] = {[TCK_CORE_ELF] = VIR_DOMAIN_CORE_DUMP_FORMAT_RAW,
                                       [TCK_CORE_KDUMP_ZLIB] = VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB,
                                       [TCK_CORE_KDUMP_LZO] = VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO,
                                       [TCK_CORE_KDUMP_SNAPPY] = VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY};

gboolean tck_libvirt_on_crash_ends(const char *on_crash) {
        return g_strcmp0(on_crash, "destroy") == 0 || g_strcmp0(on_crash, "coredump-destroy") == 0;
}

gboolean tck_libvirt_guest_exists(const char *on_crash, TckIncidentKind kind) {
        switch (kind) {
        case TCK_INCIDENT_PANICKED:
                return g_strcmp0(on_crash, "preserve") == 0;
        case TCK_INCIDENT_UNNOTIFIED:
        case TCK_INCIDENT_CRASH_LOADED:
        case TCK_INCIDENT_HUNG:
        case TCK_INCIDENT_RESET:
        case TCK_INCIDENT_IO_ERROR:
        case TCK_INCIDENT_PAUSED:
        case TCK_INCIDENT_SUSPENDED:
                return TRUE;
        default:
                return FALSE;
        }
}

/* Why no core can be taken: libvirt ends or reboots the guest, for example. NULL if one can be taken. */
static char *why_not(virDomainPtr domain, const char *on_crash, TckIncidentKind kind, TckCoreFormat format) {
        gboolean panicked = kind == TCK_INCIDENT_PANICKED;

        if (!domain)
                return g_strdup("libvirt cannot be reached");
        if (panicked && on_crash && g_str_has_prefix(on_crash, "coredump"))
                return g_strdup_printf("libvirt takes one by itself, on_crash is %s", on_crash);
        if (panicked && !on_crash)
                return g_strdup("it is unknown what libvirt does after a panic");
        if (!tck_libvirt_guest_exists(on_crash, kind))
                return g_strdup("the guest is gone; <on_crash>preserve</on_crash> keeps one that panicked");
        if (format >= G_N_ELEMENTS(formats))
                return g_strdup_printf("libvirt does not support the format %s", tck_core_format_name(format));
        return NULL;
}

gboolean tck_libvirt_take_core(virDomainPtr domain, const char *on_crash, const TckWatch *watch, TckIncident *incident,
                               const char *directory, GError **error) {
        g_autofree char *reason = why_not(domain, on_crash, incident->kind, watch->format);
        g_autofree char *whole = g_canonicalize_filename(directory, NULL);
        g_autofree char *path = g_build_filename(whole, "core", NULL);
        virDomainInfo info;

        if (reason)
                return tck_error_set(error, TCK_ERROR_REFUSED, "no core: %s", reason);
        if (virDomainGetInfo(domain, &info) < 0 ||
            virDomainCoreDumpWithFormat(domain, path, formats[watch->format], VIR_DUMP_MEMORY_ONLY) < 0) {
                tck_set_libvirt_error(error, "no core");
                g_unlink(path);
                return FALSE;
        }
        return tck_incident_read_core(incident, path, info.nrVirtCpu, (guint64) info.maxMem << 10, watch->symbols,
                                      error);
}
