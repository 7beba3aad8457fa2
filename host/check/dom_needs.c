/* SPDX-License-Identifier: BSD-2-Clause */
/* The needs of cases about libvirt, and libvirt's capabilities. */
#include "dom_private.h"

#include <stdlib.h>

#include "error.h"
#include "kvm.h"
#include "libvirt_error.h"

/* ---- capabilities ---- */

static const char *virt_type(const Tck *t) {
        gboolean kvm = t->tested->domain->kvm || g_str_equal(t->domain->libvirt->options.accel, "kvm");

        return kvm ? "kvm" : "qemu";
}

/* libvirt's capabilities for domains like the case's, as XML. Free with g_free(). NULL with an error. */
static char *capabilities(Tck *t, GError **error) {
        char *xml = virConnectGetDomainCapabilities(
                t->domain->stage.connection->handle, t->domain->libvirt->options.emulator,
                t->domain->libvirt->options.arch->name, t->domain->config->machine, virt_type(t), 0);
        char *copy = g_strdup(xml);

        if (!xml)
                tck_set_libvirt_error(error, "libvirt has no capabilities for such domains");
        free(xml);
        return copy;
}

/* The values that they list there; NULL if there is no such list, or after a verdict. */
static GStrv listed(Tck *t, const char *xpath) {
        g_autofree char *xml = t->over ? NULL : capabilities(t, &t->error);
        GStrv found = xml ? tck_xml_strings(xml, xpath) : NULL;

        if (t->error)
                check_give_up_by_error(t, "libvirt's capabilities");
        if (found && !*found)
                g_clear_pointer(&found, g_strfreev);
        return found;
}

GStrv check_dom_panic_models(Tck *t) {
        return listed(t, "/domainCapabilities/devices/panic/enum[@name='model']/value");
}

GStrv tck_dom_enlightenments(Tck *t) {
        return listed(t, "/domainCapabilities/features/hyperv/enum[@name='features']/value");
}

/* Whether the capabilities list that panic model; FALSE also if they list none, or after a verdict. */
static gboolean offers(Tck *t, const char *model) {
        g_auto(GStrv) models = check_dom_panic_models(t);

        return models && g_strv_contains((const char *const *) models, model);
}

/* ---- needs ---- */

const char *check_dom_hooks_file(void) {
        return g_getenv("TCK_LIBVIRT_HOOKS");
}

static void need_hooks(Tck *t) {
        if (!check_dom_hooks_file() || !t->domain->libvirt->options.connect)
                tck_skip(t, "$TCK_LIBVIRT_HOOKS names no file to which a hook of this libvirt writes its calls");
}

static void need_piece(Tck *t, TckPiece piece) {
        g_autofree char *missing = tck_piece_missing(piece);

        if (missing)
                check_dom_skip(t, FALSE, missing);
}

/* Without KVM libvirt answers that it has no such domains. */
static void need_kvm(Tck *t) {
        g_autofree char *xml = capabilities(t, &t->error);

        if (xml)
                return;
        if (!g_error_matches(t->error, TCK_ERROR, TCK_ERROR_REFUSED)) {
                check_give_up_by_error(t, "libvirt's capabilities");
                return;
        }
        tck_skip(t, "there are no KVM domains here: %s", t->error->message);
        g_clear_error(&t->error);
}

/* Only for a libvirt on this machine. A libvirt elsewhere refuses the domain if its KVM has no such registers. */
static void need_hyperv(Tck *t) {
        g_autofree char *missing = NULL;

        if (!tck_libvirt_is_of_this_machine(t->domain->libvirt))
                return;
        if (!tck_kvm_ask_hyperv(TCK_KVM_DEVICE, &missing, &t->error))
                check_give_up_by_error(t, "KVM's answer about Hyper-V's interface");
        else if (missing)
                check_dom_skip(t, TRUE, missing);
}

/* The usual model, if the domain has a device of it and not every libvirt has it. */
static const char *needed_usual_model(const Tck *t) {
        const TckPanicDevice *devices = t->tested->domain->panic;

        for (gsize i = 0; t->arch->domains.offered && i < TCK_PANIC_DEVICES_MAX && devices[i].model; i++)
                if (g_str_equal(devices[i].model, TCK_USUAL_MODEL))
                        return t->arch->domains.usual;
        return NULL;
}

static void need_models(Tck *t, const char *model, const char *lacks) {
        if (model && !offers(t, model))
                tck_skip(t, "this libvirt's capabilities have no panic model %s", model);
        if (!t->over && lacks && offers(t, lacks))
                tck_skip(t, "this libvirt has the panic model %s", lacks);
}

/* The bits of the emulator's device, since the guest does not run yet. */
static void need_bits(Tck *t, guint bits) {
        g_autofree char *names = tck_bits_text(bits & ~t->domain->libvirt->options.device_bits);

        if (*names)
                tck_skip(t, "the device of this QEMU does not support %s", names);
}

static void need_programs_and_files(Tck *t) {
        const TckNeeds *needs = &t->tested->needs;

        if (needs->virsh)
                need_piece(t, TCK_PIECE_VIRSH);
        if (needs->validator) {
                need_piece(t, TCK_PIECE_VALIDATOR);
                need_piece(t, TCK_PIECE_XMLLINT);
        }
        if (needs->hooks)
                need_hooks(t);
        if (needs->log && !t->domain->stage.logs)
                check_dom_skip(t, TRUE, "the domain's log cannot be read from here");
        if (needs->cores && !t->domain->stage.cores)
                check_dom_skip(t, TRUE, "libvirt's folder for cores cannot be read from here");
}

void check_needs_of_libvirt(Tck *t) {
        const TckNeeds *needs = &t->tested->needs;

        check_need_version(t, "libvirt", t->domain->libvirt->version, t->domain->libvirt->version_text);
        TCK_VERB(t, need_programs_and_files(t));
        if (!t->over && needs->bits)
                TCK_VERB(t, need_bits(t, needs->bits));
        if (!t->over && t->tested->domain->kvm)
                TCK_VERB(t, need_kvm(t));
        if (!t->over && needs->hyperv)
                TCK_VERB(t, need_hyperv(t));
        if (!t->over)
                TCK_VERB(t, need_models(t, needs->model ? needs->model : needed_usual_model(t), needs->lacks));
}
