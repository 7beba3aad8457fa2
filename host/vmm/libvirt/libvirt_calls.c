/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_calls.h"

#include <dlfcn.h>
#include <string.h>

#include "error.h"

TckLibvirtCalls tck_libvirt_calls;

static const char *const names[] = {
#define NAME(name) #name,
        TCK_LIBVIRT_CALLS(NAME)
#undef NAME
};

G_STATIC_ASSERT(sizeof tck_libvirt_calls == G_N_ELEMENTS(names) * sizeof(gpointer));

gboolean tck_libvirt_load(GError **error) {
        static gpointer library, library_qemu; /* never unloaded */
        gpointer functions[G_N_ELEMENTS(names)];

        library = dlopen("libvirt.so.0", RTLD_LAZY | RTLD_GLOBAL);
        library_qemu = library ? dlopen("libvirt-qemu.so.0", RTLD_LAZY | RTLD_GLOBAL) : NULL;
        if (!library_qemu)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                     "libvirt cannot be loaded (%s): `scripts/setup` installs what is missing",
                                     dlerror());
        for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
                /* From all loaded libraries, so that a preloaded one takes precedence. */
                functions[i] = dlsym(RTLD_DEFAULT, names[i]);
                if (!functions[i])
                        return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "this libvirt is too old: it has no %s()",
                                             names[i]);
        }
        memcpy(&tck_libvirt_calls, functions, sizeof functions);
        return TRUE;
}
