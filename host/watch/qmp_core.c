/* SPDX-License-Identifier: BSD-2-Clause */
#include "qmp_core.h"

#include "dump.h"
#include "error.h"
#include "incident_core.h"
#include "wait.h"

gboolean tck_qmp_take_core(Qmp *qmp, const TckWatch *watch, TckIncident *incident, const char *directory,
                           GError **error) {
        g_autofree char *path = g_build_filename(directory, "core", NULL);
        const TckCoreOptions options = {.format = watch->format};
        gint64 deadline = tck_deadline(watch->core_timeout);
        guint64 memory;
        guint cpus;

        if (!qmp)
                return tck_error_set(error, TCK_ERROR_REFUSED,
                                     "no core: the guest is gone; -action panic=pause keeps one that panicked");
        return tck_core_take(qmp, path, &options, deadline, error) &&
               tck_guest_size(qmp, &cpus, &memory, deadline, error) &&
               tck_incident_read_core(incident, path, cpus, memory, watch->symbols, error);
}
