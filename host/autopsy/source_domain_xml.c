/* SPDX-License-Identifier: BSD-2-Clause */
/* A domain's XML, from `virsh dumpxml` or libvirt's configuration, or in the file of its state (/run/libvirt/qemu/NAME.xml). */
#include <string.h>

#include "error.h"
#include "libvirt_xml.h"
#include "source.h"

enum { XML_MAX = 1 << 20 };

/* Looks at the first element, after a declaration and comments. */
static TckSure recognise(const char *head, gsize length) {
        const char *at = head;

        (void) length;
        if (g_str_has_prefix(at, "\xef\xbb\xbf"))
                at += 3;
        for (;;) {
                at += strspn(at, " \t\r\n");
                if (g_str_has_prefix(at, "<!--"))
                        at = strstr(at, "-->");
                else if (g_str_has_prefix(at, "<?"))
                        at = strstr(at, "?>");
                else
                        break;
                if (!at)
                        return TCK_SURE_NOT;
                at += *at == '-' ? 3 : 2;
        }
        if (!g_str_has_prefix(at, "<domain") && !g_str_has_prefix(at, "<domstatus"))
                return TCK_SURE_NOT;
        at += g_str_has_prefix(at, "<domain") ? strlen("<domain") : strlen("<domstatus");
        return strchr(" \t\r\n>", *at) ? TCK_SURE_CERTAIN : TCK_SURE_NOT;
}

static char *read_all(TckInput *input, GError **error) {
        g_autoptr(GString) text = g_string_new(NULL);
        GError *trouble = NULL;
        const char *piece;
        gsize length;

        while ((piece = tck_input_read(input, &length, &trouble))) {
                g_string_append_len(text, piece, (gssize) length);
                if (text->len > XML_MAX || strlen(text->str) < text->len) {
                        tck_error_set(error, TCK_ERROR_PROTOCOL, "%s is not the XML of a domain",
                                      tck_input_name(input));
                        return NULL;
                }
        }
        if (trouble) {
                g_propagate_error(error, trouble);
                return NULL;
        }
        return g_strdup(text->str);
}

/* Cuts the <domain> out of the file of a running domain's state. */
static char *take_domain(const char *text, gboolean *ret_state) {
        const char *begin = strstr(text, "<domain "), *end = g_strrstr(text, "</domain>");

        *ret_state = tck_xml_count(text, "/domstatus") == 1;
        if (!*ret_state)
                return g_strdup(text);
        return begin && end > begin ? g_strndup(begin, (gsize) (end - begin) + strlen("</domain>")) : NULL;
}

/* Adds the state of a domain that runs or is stopped. */
static void add_state(TckFindings *findings, const char *text) {
        static const struct {
                const char *state, *reason;
                TckIncidentKind kind;
        } states[] = {
                {"crashed", "panicked", TCK_INCIDENT_PANICKED}, {"paused", "ioerror", TCK_INCIDENT_IO_ERROR},
                {"paused", "watchdog", TCK_INCIDENT_HUNG},      {"paused", "crashed", TCK_INCIDENT_PANICKED},
                {"paused", "user", TCK_INCIDENT_PAUSED},        {"pmsuspended", NULL, TCK_INCIDENT_SUSPENDED},
                {"running", "crashed", TCK_INCIDENT_PANICKED},
        };
        g_autofree char *state = tck_xml_string(text, "string(/domstatus/@state)"),
                        *reason = tck_xml_string(text, "string(/domstatus/@reason)"),
                        *words = g_strdup_printf("the domain is %s (%s)", state, reason);

        for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
                if (g_strcmp0(state, states[i].state) == 0 &&
                    (!states[i].reason || g_strcmp0(reason, states[i].reason) == 0)) {
                        TckIncident *incident = tck_incident_new(states[i].kind, "");

                        incident->late = TRUE;
                        incident->reason = g_strdup(reason);
                        tck_findings_add_account(findings, TCK_WITNESS_LIBVIRT, incident, FALSE);
                        break;
                }
        tck_findings_add_moment(findings, TCK_CLOCK_UNKNOWN, 0, 0, words);
}

static gboolean read_xml(TckFindings *findings, TckInput *input, GError **error) {
        g_autofree char *text = read_all(input, error), *domain = NULL, *name = NULL;
        gboolean state = FALSE;

        if (!text)
                return FALSE;
        domain = take_domain(text, &state);
        name = domain ? tck_xml_string(domain, "string(/domain/name)") : NULL;
        if (!name)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "%s is not the XML of a domain", tck_input_name(input));
        tck_findings_set_guest(findings, name);
        tck_findings_set_domain(findings, domain);
        if (state)
                add_state(findings, text);
        return TRUE;
}

TCK_SOURCE(.name = "domain-xml", .what = "the XML of a domain", .recognise = recognise, .read = read_xml)
