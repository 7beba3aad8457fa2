/* SPDX-License-Identifier: BSD-2-Clause */
/* The incident of the guest, for a case that failed. */
#include "check_private.h"

#include "incident_core.h"
#include "evidence.h"

void check_note_incident(Tck *t, JsonObject *event) {
        const char *architecture = t->vm ? t->vm->qemu->arch->name : NULL;
        TckIncident *incident = tck_incident_of_event(event, t->name, architecture);

        if (incident && t->incident && tck_incident_follows(incident, t->incident)) {
                tck_incident_free(incident);
        } else if (incident) {
                tck_incident_free(t->incident);
                t->incident = incident;
        }
}

/* NULL if there is none. */
static TckIncident *find(Tck *t, gboolean ended, int status, const char *console) {
        g_autoptr(TckOops) oops = tck_evidence_oops(console);

        if (t->incident && ended)
                t->incident->end = status == -1 ? NULL : tck_child_status_text(status);
        else if (ended)
                t->incident = tck_incident_of_end(status, t->name);
        else if (!t->incident && oops && oops->panic)
                t->incident = tck_incident_new(TCK_INCIDENT_UNNOTIFIED, t->name);
        return t->incident;
}

void check_tell_incident(Tck *t, gboolean ended, int status, const char *screen) {
        g_autofree char *console = g_build_filename(t->directory, "console.log", NULL);
        g_autoptr(GError) error = NULL;
        TckIncident *incident = find(t, ended, status, console);

        if (!incident)
                return;
        tck_evidence_read_console(console, incident);
        incident->screen = g_strdup(screen);
        if (!tck_incident_resolve(incident, NULL, &error) || !tck_evidence_write(t->directory, incident, &error))
                tck_incident_add_trouble(incident, error->message);
        t->outcome->incident = tck_incident_words(incident);
}
