/* SPDX-License-Identifier: BSD-2-Clause */
#include "incident_core.h"

#include <string.h>

#include "error.h"
#include "images.h"
#include "wait.h"

enum {
        LEGACY_HOLE = 0x60000, /* a core need not include the RAM below 1 MiB that video memory and ROMs hide */
        READ_SECONDS = 60,
        NAMED_MAX = 256, /* CPUs whose addresses are resolved; each look-up searches all symbols */
};

/* ---- symbols ---- */

/* The symbols of the architecture's probe that is loaded there. A kernel has a fixed address, a UEFI application any. */
static TckSymbols *open_probe_symbols(const TckArch *arch, guint64 image) {
        g_autoptr(TckSymbols) symbols = NULL;

        for (const TckBoot *boot = arch->boots; boot->name; boot++) {
                g_autofree char *path = g_build_filename(tck_guests_directory(), boot->symbols, NULL);
                g_autoptr(TckSymbols) found = tck_symbols_open(path, NULL);

                if (found && tck_symbols_start(found) == image)
                        return g_steal_pointer(&found);
                if (found && boot->firmware && !symbols)
                        symbols = g_steal_pointer(&found);
        }
        return g_steal_pointer(&symbols);
}

/* Those of the kit's probe; of which architecture, if that is unknown, shows in the address of the kernel. */
static TckSymbols *open_own_symbols(const TckArch *arch, guint64 image) {
        const GPtrArray *archs = tck_all_archs();
        TckSymbols *symbols = open_probe_symbols(arch ? arch : tck_default_arch(), image);

        for (guint i = 0; !arch && i < archs->len && !(symbols && tck_symbols_start(symbols) == image); i++) {
                g_autoptr(TckSymbols) found = open_probe_symbols(archs->pdata[i], image);

                if (found && tck_symbols_start(found) == image) {
                        tck_symbols_free(symbols);
                        symbols = g_steal_pointer(&found);
                }
        }
        return symbols;
}

/* NULL without an error if there are none. `arch`: the guest's, NULL if it is unknown. */
static TckSymbols *open_symbols(const TckOops *oops, const TckArch *arch, const char *file, GError **error) {
        if (file)
                return tck_symbols_open(file, error);
        return oops && oops->has_image && g_str_equal(oops->origin, "pvpanic-tck") ? open_own_symbols(arch, oops->image)
                                                                                   : NULL;
}

gboolean tck_incident_resolve(TckIncident *incident, const char *symbols_file, GError **error) {
        g_autoptr(TckSymbols) symbols = open_symbols(incident->oops, NULL, symbols_file, error);

        if (symbols && incident->oops)
                tck_oops_resolve(incident->oops, symbols);
        return symbols || !symbols_file;
}

/* ---- cores ---- */

/* The load address of the guest's program minus its link address: Linux stores it in VMCOREINFO, others print it in their oops. */
static guint64 find_bias(const TckCore *core, const TckOops *oops, const TckSymbols *symbols) {
        static const char key[] = "KERNELOFFSET=";
        const char *text = core->vmcoreinfo;
        const char *offset = text ? strstr(text, key) : NULL;

        if (offset)
                return g_ascii_strtoull(offset + strlen(key), NULL, 16);
        return oops && oops->has_image ? oops->image - tck_symbols_start(symbols) : 0;
}

static void list_cpus(TckIncident *incident, const TckCore *core, const char *symbols_file) {
        g_autoptr(TckSymbols) symbols = open_symbols(incident->oops, core->arch, symbols_file, NULL);
        guint64 bias = symbols ? find_bias(core, incident->oops, symbols) : 0;

        for (guint i = 0; i < core->cpu_count; i++) {
                guint64 ip = core->cpus[i].ip;
                g_autofree char *place = symbols && i < NAMED_MAX ? tck_symbols_describe(symbols, ip, bias) : NULL;

                g_ptr_array_add(incident->core_cpus, g_strdup_printf("CPU %u at 0x%" G_GINT64_MODIFIER "x%s%s", i, ip,
                                                                     place ? " " : "", place ? place : ""));
        }
}

static gboolean check_size(const TckCore *core, guint cpus, guint64 memory, GError **error) {
        guint64 seen = 0;

        if (core->cpu_count != cpus)
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "it has the registers of %u CPUs, the guest has %u",
                                     core->cpu_count, cpus);
        for (guint i = 0; i < core->segment_count; i++)
                seen += core->segments[i].length;
        if (core->kdump || seen + LEGACY_HOLE >= memory)
                return TRUE;
        return tck_error_set(error, TCK_ERROR_PROTOCOL,
                             "it has %" G_GUINT64_FORMAT " bytes of memory, the guest has %" G_GUINT64_FORMAT, seen,
                             memory);
}

gboolean tck_incident_read_core(TckIncident *incident, const char *path, guint cpus, guint64 memory,
                                const char *symbols_file, GError **error) {
        g_autoptr(TckCore) core = tck_core_open(path, tck_deadline(READ_SECONDS), error);

        incident->core = g_strdup(path);
        if (core)
                list_cpus(incident, core, symbols_file);
        if (core && check_size(core, cpus, memory, error))
                return TRUE;
        g_prefix_error(error, "the core: ");
        return FALSE;
}
