/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A libvirt with a fault in it, to be loaded before the real one: what the cases make of it is their test.
 *
 *   TCK_FAULT=FUNCTION:CODE[:DOMAIN[:WORDS]]   that function of libvirt's fails, with this error
 *   TCK_FAULT=xml:OLD:NEW                      libvirt takes one word in a domain's XML for another
 *   TCK_FAULT=missing:NAME                     no file of that name is there
 *
 * It is a fault of this process alone: what it starts is as it should be.
 */
#include <dlfcn.h>
#include <errno.h>
#include <glib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdlib.h>
#include <unistd.h>

static GStrv fault; /* its parts; NULL until this is loaded */

__attribute__((constructor)) static void begin(void) {
        const char *text = getenv("TCK_FAULT");

        fault = g_strsplit(text ? text : "", ":", 4);
        unsetenv("LD_PRELOAD");
}

static const char *part(guint place) {
        return fault && place < g_strv_length(fault) ? fault[place] : "";
}

static gboolean is_fault(const char *name) {
        return g_str_equal(part(0), name);
}

/* Whether that function is to fail: libvirt has said why, then. */
static gboolean fails(const char *function) {
        void (*set_error)(virErrorPtr) = (void (*)(virErrorPtr)) dlsym(RTLD_NEXT, "virSetError");
        virError error = {.code = atoi(part(1)),
                          .domain = atoi(part(2)),
                          .level = VIR_ERR_ERROR,
                          .message = (char *) (*part(3) ? part(3) : "a fault that was put in")};

        if (!is_fault(function))
                return FALSE;
        set_error(&error);
        return TRUE;
}

#define REAL(function) ((__typeof__(&function)) dlsym(RTLD_NEXT, #function))

/* ---- functions that fail ---- */

int virDomainGetState(virDomainPtr domain, int *state, int *reason, unsigned int flags) {
        return fails("virDomainGetState") ? -1 : REAL(virDomainGetState)(domain, state, reason, flags);
}

char *virConnectGetDomainCapabilities(virConnectPtr connection, const char *emulator, const char *arch,
                                      const char *machine, const char *type, unsigned int flags) {
        return fails("virConnectGetDomainCapabilities")
                       ? NULL
                       : REAL(virConnectGetDomainCapabilities)(connection, emulator, arch, machine, type, flags);
}

virDomainPtr virDomainLookupByName(virConnectPtr connection, const char *name) {
        return fails("virDomainLookupByName") ? NULL : REAL(virDomainLookupByName)(connection, name);
}

int virDomainSetMetadata(virDomainPtr domain, int type, const char *metadata, const char *key, const char *uri,
                         unsigned int flags) {
        return fails("virDomainSetMetadata") ? -1 : REAL(virDomainSetMetadata)(domain, type, metadata, key, uri, flags);
}

int virDomainIsActive(virDomainPtr domain) {
        return fails("virDomainIsActive") ? -1 : REAL(virDomainIsActive)(domain);
}

int virDomainIsPersistent(virDomainPtr domain) {
        return fails("virDomainIsPersistent") ? -1 : REAL(virDomainIsPersistent)(domain);
}

int virDomainResume(virDomainPtr domain) {
        return fails("virDomainResume") ? -1 : REAL(virDomainResume)(domain);
}

/* ---- XML that is misread ---- */

static char *rewrite(const char *xml) {
        g_autoptr(GString) text = g_string_new(xml);

        if (is_fault("xml"))
                g_string_replace(text, part(1), part(2), 0);
        return g_strdup(text->str);
}

virDomainPtr virDomainDefineXML(virConnectPtr connection, const char *xml) {
        g_autofree char *text = rewrite(xml);

        return fails("virDomainDefineXML") ? NULL : REAL(virDomainDefineXML)(connection, text);
}

virDomainPtr virDomainCreateXML(virConnectPtr connection, const char *xml, unsigned int flags) {
        g_autofree char *text = rewrite(xml);

        return fails("virDomainCreateXML") ? NULL : REAL(virDomainCreateXML)(connection, text, flags);
}

/* ---- files that are missing ---- */

int access(const char *path, int mode) {
        g_autofree char *name = g_path_get_basename(path);

        if (is_fault("missing") && g_str_equal(name, part(1))) {
                errno = ENOENT;
                return -1;
        }
        return REAL(access)(path, mode);
}
