/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_state.h"

enum { PAUSED_API_ERROR = 14 }; /* VIR_DOMAIN_PAUSED_API_ERROR, which libvirt has since 9.2 */

TckIncidentKind tck_libvirt_kind_of_state(int state, int reason) {
        static const struct {
                int state, reason;
                TckIncidentKind kind;
        } kinds[] = {
                {VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED, TCK_INCIDENT_PANICKED},
                {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_WATCHDOG, TCK_INCIDENT_HUNG},
                {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_IOERROR, TCK_INCIDENT_IO_ERROR},
                {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER, TCK_INCIDENT_PAUSED},
                /* libvirt could not resume it after an operation of its own. */
                {VIR_DOMAIN_PAUSED, PAUSED_API_ERROR, TCK_INCIDENT_PAUSED},
                {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_POSTCOPY_FAILED, TCK_INCIDENT_PAUSED},
                {VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_UNKNOWN, TCK_INCIDENT_HYPERVISOR_FAILED},
                {VIR_DOMAIN_PMSUSPENDED, VIR_DOMAIN_PMSUSPENDED_UNKNOWN, TCK_INCIDENT_SUSPENDED},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
                if (kinds[i].state == state && kinds[i].reason == reason)
                        return kinds[i].kind;
        return TCK_INCIDENT_KINDS;
}

TckIncidentKind tck_libvirt_kind_of_end(int detail) {
        static const struct {
                int detail;
                TckIncidentKind kind;
        } kinds[] = {{VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN, TCK_INCIDENT_POWERED_OFF},
                     {VIR_DOMAIN_EVENT_STOPPED_DESTROYED, TCK_INCIDENT_ENDED_BY_HOST},
                     {VIR_DOMAIN_EVENT_STOPPED_CRASHED, TCK_INCIDENT_PANICKED},
                     {VIR_DOMAIN_EVENT_STOPPED_FAILED, TCK_INCIDENT_HYPERVISOR_GONE}};

        for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
                if (kinds[i].detail == detail)
                        return kinds[i].kind;
        return TCK_INCIDENT_KINDS;
}

void tck_libvirt_await_daemon(virDomainPtr domain) {
        virDomainMemoryStatStruct unused[VIR_DOMAIN_MEMORY_STAT_NR];

        /* Any call that asks the hypervisor waits until the daemon is connected to it. */
        virDomainMemoryStats(domain, unused, G_N_ELEMENTS(unused), 0);
}
