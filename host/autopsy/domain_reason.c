/* SPDX-License-Identifier: BSD-2-Clause */
/* The words are virDomainShutoffReason's, src/conf/domain_conf.c. */
#include "domain_reason.h"

#include <string.h>

static const struct {
        const char *reason;
        TckIncidentKind kind;
        const char *unclear; /* what the reason leaves open; NULL if it is clear */
} reasons[] = {
        {"shutdown", TCK_INCIDENT_POWERED_OFF, NULL},
        {"destroyed", TCK_INCIDENT_ENDED_BY_HOST, NULL},
        {"failed", TCK_INCIDENT_HYPERVISOR_FAILED, NULL},
        {"crashed", TCK_INCIDENT_HYPERVISOR_GONE,
         "libvirt reports crashed both for a guest that panicked and for a hypervisor that was killed; neither "
         "the console nor the log shows a panic"},
        {"daemon", TCK_INCIDENT_HYPERVISOR_GONE,
         "libvirt's daemon ended the domain, or found it ended, when it was restarted: how the guest ended is not "
         "known"},
        {"unknown", TCK_INCIDENT_HYPERVISOR_GONE, "libvirt does not know why the domain ended"},
        {"", TCK_INCIDENT_HYPERVISOR_GONE, "this libvirt did not log why the domain ended"},
        {"migrated", TCK_INCIDENT_NONE, NULL},
        {"saved", TCK_INCIDENT_NONE, NULL},
        {"from snapshot", TCK_INCIDENT_NONE, NULL},
        {"from-snapshot", TCK_INCIDENT_NONE, NULL},
};

const char *tck_domain_end_unclear(const char *reason) {
        for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
                if (g_str_equal(reason ? reason : "", reasons[i].reason))
                        return reasons[i].unclear;
        return NULL;
}

TckIncident *tck_domain_end_of_reason(const char *reason) {
        for (gsize i = 0; i < G_N_ELEMENTS(reasons); i++)
                if (g_str_equal(reason, reasons[i].reason)) {
                        TckIncident *incident = tck_incident_new(reasons[i].kind, "");

                        incident->reason = *reason ? g_strdup(reason) : NULL;
                        return incident;
                }
        return NULL;
}

JsonObject *tck_domain_panic_info(const char *text) {
        const char *colon = strchr(text, ':');
        g_autoptr(GRegex) pair = g_regex_new("([a-z0-9_-]+)='([^']*)'", 0, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;
        JsonObject *info = json_object_new();
        g_autofree char *type = g_strndup(text, colon ? (gsize) (colon - text) : strlen(text));
        g_autofree char *valid_type = g_utf8_make_valid(type, -1), *valid = g_utf8_make_valid(text, -1);

        json_object_set_string_member(info, "type", valid_type);
        for (g_regex_match(pair, valid, 0, &match); g_match_info_matches(match); g_match_info_next(match, NULL)) {
                g_autofree char *name = g_match_info_fetch(match, 1), *value = g_match_info_fetch(match, 2);
                guint64 number;

                /* QMP's names have dashes, libvirt's underscores. */
                g_strdelimit(name, "_", '-');
                if ((g_str_has_prefix(value, "0x") &&
                     g_ascii_string_to_unsigned(value + 2, 16, 0, G_MAXUINT64, &number, NULL)) ||
                    g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT64, &number, NULL))
                        json_object_set_int_member(info, name, (gint64) number);
                else
                        json_object_set_string_member(info, name, value);
        }
        return info;
}
