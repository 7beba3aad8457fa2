/* SPDX-License-Identifier: BSD-2-Clause */
/* What libvirt says of itself: its capabilities, the schema of domains. */
#include "dom_private.h"

#include <stdlib.h>

#include "error.h"
#include "libvirt_error.h"

static const char *virt_type(const Tck *t) {
        gboolean kvm = t->tested->domain->kvm || g_str_equal(tck_libvirt_options(t->domain->libvirt)->accel, "kvm");

        return kvm ? "kvm" : "qemu";
}

/* Free with g_free(). */
static char *capabilities(Tck *t, GError **error) {
        char *xml = virConnectGetDomainCapabilities(
                tck_connection_get(t->domain->stage.connection), tck_libvirt_options(t->domain->libvirt)->emulator,
                tck_libvirt_options(t->domain->libvirt)->arch, t->domain->config->machine, virt_type(t), 0);
        char *copy = g_strdup(xml);

        if (!xml)
                tck_set_libvirt_error(error, "libvirt has no capabilities of such domains");
        free(xml);
        return copy;
}

char *tck_dom_capability(Tck *t, const char *xpath) {
        GError *error = NULL;
        g_autofree char *xml = t->over ? NULL : capabilities(t, &error);
        g_auto(GStrv) found = xml ? tck_xml_strings(xml, xpath) : NULL;

        if (error)
                check_dom_give_up(t, "libvirt's capabilities", error);
        return found && *found ? g_strjoinv(" ", found) : NULL;
}

/* The panic models by the capabilities; NULL where these do not tell of any, in older versions. */
GStrv check_dom_panic_models(Tck *t) {
        g_autofree char *models = tck_dom_capability(t, "/domainCapabilities/devices/panic/enum[@name='model']/value");

        return models ? g_strsplit(models, " ", -1) : NULL;
}

gboolean tck_dom_offers(Tck *t, const char *model) {
        g_auto(GStrv) models = check_dom_panic_models(t);

        return models && g_strv_contains((const char *const *) models, model);
}

/* Without KVM it answers that it has no such domains. */
void tck_dom_require_hyperv(Tck *t) {
        GError *error = NULL;
        g_autofree char *xml = t->over ? NULL : capabilities(t, &error);

        if (t->over || xml)
                return;
        if (!g_error_matches(error, TCK_ERROR, TCK_ERROR_REFUSED)) {
                check_dom_give_up(t, "libvirt's capabilities", error);
                return;
        }
        tck_skip(t, "there are no domains by KVM here: %s", error->message);
        g_error_free(error);
}

void check_dom_require_piece(Tck *t, TckPiece piece) {
        g_autofree char *missing = tck_piece_missing(piece);

        if (missing)
                check_dom_skip(t, FALSE, missing);
}

gboolean tck_dom_validates(Tck *t) {
        enum { XMLLINT_INVALID = 3 };
        g_autofree char *path = g_build_filename(t->directory, "domain.xml", NULL);
        const char *argv[] = {"virt-xml-validate", path, "domain", NULL};
        g_autofree char *errors = NULL;
        GError *error = NULL;
        int status;

        check_dom_require_piece(t, TCK_PIECE_VALIDATOR);
        check_dom_require_piece(t, TCK_PIECE_XMLLINT);
        if (t->over)
                return FALSE;
        if (g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                         &errors, &status, &error) &&
            g_spawn_check_wait_status(status, &error))
                return TRUE;
        if (g_error_matches(error, G_SPAWN_EXIT_ERROR, XMLLINT_INVALID)) {
                g_error_free(error);
                return FALSE;
        }
        g_prefix_error(&error, "virt-xml-validate: %s: ", errors ? g_strchomp(errors) : "");
        check_dom_give_up(t, "a word on the domain's XML", error);
        return FALSE;
}
