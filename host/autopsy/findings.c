/* SPDX-License-Identifier: BSD-2-Clause */
#include "findings.h"

#include <string.h>

#include "libvirt_xml.h"

enum { NOISE_LOOKED_AT = 64, TEXT_MAX = 512 };

static void free_account(gpointer data) {
        TckAccount *account = data;

        g_free(account->file);
        tck_incident_free(account->incident);
        g_free(account);
}

TckFindings *tck_findings_new(void) {
        TckFindings *findings = g_new0(TckFindings, 1);

        findings->file = g_strdup("");
        findings->accounts = g_ptr_array_new_with_free_func(free_account);
        findings->moments = tck_moments_new();
        findings->troubles = g_ptr_array_new_with_free_func(g_free);
        findings->named = g_ptr_array_new_with_free_func(g_free);
        return findings;
}

void tck_findings_free(TckFindings *findings) {
        if (!findings)
                return;
        g_free(findings->file);
        g_ptr_array_unref(findings->accounts);
        g_ptr_array_unref(findings->moments);
        g_ptr_array_unref(findings->troubles);
        g_ptr_array_unref(findings->named);
        g_free(findings->reason);
        g_free(findings->guest);
        g_free(findings->guest_file);
        g_free(findings->xml);
        g_free(findings->xml_file);
        g_free(findings->command);
        g_free(findings->command_file);
        g_free(findings->console);
        g_free(findings);
}

void tck_findings_add_account(TckFindings *findings, TckWitness witness, TckIncident *incident, gboolean timed) {
        TckAccount *account = g_new(TckAccount, 1);

        *account = (TckAccount){witness, g_strdup(findings->file), incident, timed};
        g_ptr_array_add(findings->accounts, account);
}

void tck_findings_add_trouble(TckFindings *findings, const char *format, ...) {
        va_list list;

        va_start(list, format);
        g_ptr_array_add(findings->troubles, g_strdup_vprintf(format, list));
        va_end(list);
}

/* ---- moments ---- */

/* The text has to be valid UTF-8. */
static TckMoment *add_moment(TckFindings *findings, TckClock clock, gint64 time, guint64 line, const char *text) {
        TckMoment *moment = tck_moment_new(clock, time, findings->file, line, text);

        if (findings->moments->len == TCK_MOMENTS_MAX) {
                g_ptr_array_remove_index(findings->moments, TCK_MOMENTS_MAX / 2);
                findings->left_out++;
        }
        g_ptr_array_add(findings->moments, moment);
        return moment;
}

/* Free with g_free(). */
static char *shorten(const char *text) {
        return g_strchomp(g_utf8_make_valid(text, (gssize) MIN(strlen(text), TEXT_MAX)));
}

void tck_findings_add_moment(TckFindings *findings, TckClock clock, gint64 time, guint64 line, const char *text) {
        g_autofree char *valid = shorten(text);

        add_moment(findings, clock, time, line, valid);
}

/* Whether two texts differ only in digits. */
static gboolean is_same(const char *a, const char *b) {
        while (*a && *b) {
                if (g_ascii_isxdigit(*a) && g_ascii_isxdigit(*b)) {
                        while (g_ascii_isxdigit(*a))
                                a++;
                        while (g_ascii_isxdigit(*b))
                                b++;
                } else if (*a++ != *b++) {
                        return FALSE;
                }
        }
        return *a == *b;
}

void tck_findings_add_noise(TckFindings *findings, TckClock clock, gint64 time, guint64 line, const char *text) {
        g_autofree char *valid = shorten(text);
        TckMoment *moment;

        for (guint i = findings->moments->len, most = NOISE_LOOKED_AT; i && most; i--, most--) {
                moment = findings->moments->pdata[i - 1];
                if (moment->noise && g_str_equal(moment->file, findings->file) && is_same(moment->text, valid)) {
                        moment->times++;
                        return;
                }
        }
        if (findings->noise == TCK_NOISE_MAX) {
                findings->noise_left_out++;
                return;
        }
        findings->noise++;
        add_moment(findings, clock, time, line, valid)->noise = TRUE;
}

/* ---- findings about the guest ---- */

void tck_findings_set_guest(TckFindings *findings, const char *name) {
        if (!findings->guest) {
                findings->guest = g_strdup(name);
                findings->guest_file = g_strdup(findings->file);
        } else if (!g_str_equal(findings->guest, name)) {
                tck_findings_add_trouble(findings,
                                         "%s is about the guest %s, and %s about %s: are they about the same guest?",
                                         findings->guest_file, findings->guest, findings->file, name);
        }
}

static void name_console(TckFindings *findings, const char *path) {
        if (findings->console || !path)
                return;
        findings->console = g_strdup(path);
        g_ptr_array_add(findings->named, g_strdup(path));
}

void tck_findings_set_domain(TckFindings *findings, const char *xml) {
        g_autofree char *console = NULL;

        if (findings->xml) {
                tck_findings_add_trouble(findings, "%s is the XML of a domain, and so is %s, which was read first",
                                         findings->file, findings->xml_file);
                return;
        }
        findings->xml = g_strdup(xml);
        findings->xml_file = g_strdup(findings->file);
        console = tck_xml_console(xml);
        name_console(findings, console);
}

void tck_findings_set_command(TckFindings *findings, const char *command) {
        g_free(findings->command);
        g_free(findings->command_file);
        findings->command = g_strdup(command);
        findings->command_file = g_strdup(findings->file);
}
