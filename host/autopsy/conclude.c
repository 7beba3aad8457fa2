/* SPDX-License-Identifier: BSD-2-Clause */
#include "conclude.h"

#include <string.h>

#include "advice.h"
#include "contradictions.h"
#include "domain_reason.h"
#include "missing.h"
#include "timeline.h"

/* ---- choosing an account ---- */

/* How specific an account is. A more specific one is preferred, whatever the witness. */
static guint weight(const TckAccount *account) {
        switch (account->incident->kind) {
        case TCK_INCIDENT_NONE:
                return 0;
        case TCK_INCIDENT_HYPERVISOR_GONE:
        case TCK_INCIDENT_UNREACHABLE:
                return 1;
        default:
                return 2;
        }
}

/* Witnesses inside the guest do not know how the hypervisor ended. */
static gboolean is_of_guest(const TckAccount *account) {
        return account->witness == TCK_WITNESS_CONSOLE || account->witness == TCK_WITNESS_CORE;
}

static gboolean is_better(const TckAccount *account, const TckAccount *best) {
        guint here = weight(account), there = best ? weight(best) : 0;

        if (!best || is_of_guest(account) != is_of_guest(best))
                return !best || is_of_guest(best);
        if (here != there)
                return here > there;
        if (account->witness != best->witness)
                return account->witness < best->witness;
        /* Of two accounts of the same kind, the later one is about the end. */
        return account->timed && best->timed && g_date_time_compare(account->incident->time, best->incident->time) > 0;
}

static TckAccount *choose(const TckFindings *findings) {
        TckAccount *best = NULL;

        for (guint i = 0; i < findings->accounts->len; i++)
                if (is_better(findings->accounts->pdata[i], best))
                        best = findings->accounts->pdata[i];
        return best;
}

/* The witness's best account whose incident was not taken yet. */
static TckAccount *find(const TckFindings *findings, TckWitness witness) {
        TckAccount *best = NULL;

        for (guint i = 0; i < findings->accounts->len; i++) {
                TckAccount *account = findings->accounts->pdata[i];

                if (account->witness == witness && account->incident && (!best || weight(account) > weight(best)))
                        best = account;
        }
        return best;
}

/* ---- merging the others ---- */

static void move_text(char **to, char **from) {
        if (!*to)
                *to = g_steal_pointer(from);
}

static void move_texts(GPtrArray *to, const GPtrArray *from) {
        for (guint i = 0; i < from->len; i++)
                if (!g_ptr_array_find_with_equal_func(to, from->pdata[i], g_str_equal, NULL))
                        g_ptr_array_add(to, g_strdup(from->pdata[i]));
}

static void add_account(TckIncident *incident, TckIncident *other) {
        move_text(&incident->channel, &other->channel);
        move_text(&incident->action, &other->action);
        move_text(&incident->reason, &other->reason);
        move_text(&incident->end, &other->end);
        if (!*incident->run_state) {
                g_free(incident->run_state);
                incident->run_state = g_strdup(other->run_state);
        }
        if (!incident->info && other->info)
                incident->info = json_object_ref(other->info);
        move_text(&incident->core, &other->core);
        move_texts(incident->context, other->context);
        move_texts(incident->core_cpus, other->core_cpus);
        move_texts(incident->troubles, other->troubles);
}

static void take_console(TckIncident *incident, TckIncident *other) {
        if (!incident->console.tail) {
                tck_incident_forget_console(incident);
                incident->console = other->console;
                other->console = (TckConsole){0};
        }
        if (!incident->oops || (!incident->oops->panic && other->oops)) {
                tck_oops_free(incident->oops);
                incident->oops = g_steal_pointer(&other->oops);
        }
}

/* ---- how the guest ended ---- */

/* Whether the host was notified of the panic: an account shows it, or no witness would show it either way. */
static gboolean was_told(const TckIncident *incident, TckWitness witness) {
        if (incident->kind == TCK_INCIDENT_PANICKED || g_strcmp0(incident->reason, "crashed") == 0)
                return TRUE;
        /* QEMU's output never mentions a panic, and libvirt's log does not mention one through pvpanic before the domain ends. */
        return witness == TCK_WITNESS_QEMU || (incident->kind == TCK_INCIDENT_NONE && witness != TCK_WITNESS_MONITOR);
}

/* A panic on the console decides the kind: the host was notified of it, or was not, or a crash kernel handled it. */
static void settle_kind(TckIncident *incident, TckWitness witness, const TckIncident *guests) {
        const TckOops *oops = incident->oops;

        if (incident->kind == TCK_INCIDENT_HYPERVISOR_FAILED || witness == TCK_WITNESS_RECORD)
                return;
        if (oops && oops->panic && oops->last) {
                if (oops->crash_kernel && !incident->channel)
                        incident->kind = TCK_INCIDENT_CRASH_LOADED;
                else
                        incident->kind = was_told(incident, witness) ? TCK_INCIDENT_PANICKED : TCK_INCIDENT_UNNOTIFIED;
        } else if (incident->kind == TCK_INCIDENT_NONE) {
                incident->kind = guests->kind;
        }
}

/* The host's journal explains the hypervisor's end if nothing else does. */
static void settle_end(TckIncident *incident, const TckIncident *hosts) {
        if (weight(&(TckAccount){.incident = (TckIncident *) hosts}) > 1 &&
            (incident->kind == TCK_INCIDENT_HYPERVISOR_GONE || incident->kind == TCK_INCIDENT_NONE))
                incident->kind = hosts->kind;
}

static void add_unclear(TckIncident *incident) {
        const char *unclear = tck_domain_end_unclear(incident->reason);

        if (unclear && incident->kind == TCK_INCIDENT_HYPERVISOR_GONE)
                tck_incident_add_trouble(incident, unclear);
}

/* Without a name, the guest is called by the first file. */
static void name_guest(TckIncident *incident, const TckFindings *findings, const char *file) {
        g_autofree char *base = g_path_get_basename(file);

        if (*incident->guest)
                return;
        g_free(incident->guest);
        incident->guest = g_strdup(findings->guest ? findings->guest : base);
}

TckIncident *tck_conclude(TckFindings *findings) {
        TckAccount *chosen = choose(findings);
        TckWitness witness = chosen ? chosen->witness : TCK_WITNESS_LIBVIRT;
        TckIncident *incident = chosen ? g_steal_pointer(&chosen->incident) : tck_incident_new(TCK_INCIDENT_NONE, "");
        gboolean timed = chosen && chosen->timed;

        for (TckWitness other = 0; other < TCK_WITNESSES; other++) {
                TckAccount *account = find(findings, other);

                if (!account)
                        continue;
                if (other == TCK_WITNESS_HOST)
                        settle_end(incident, account->incident);
                add_account(incident, account->incident);
                if (is_of_guest(account)) {
                        take_console(incident, account->incident);
                        settle_kind(incident, witness, account->incident);
                }
        }
        move_texts(incident->troubles, findings->troubles);
        add_unclear(incident);
        name_guest(incident, findings, chosen ? chosen->file : findings->file);
        tck_contradictions_add(incident, findings);
        tck_timeline_add(incident, findings, timed);
        tck_missing_add(incident, findings);
        tck_advice_add(incident, findings);
        return incident;
}
