/* SPDX-License-Identifier: BSD-2-Clause */
#include "libvirt_pieces.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "libvirt_calls.h"

typedef enum {
        LIBRARY,  /* the loaded library */
        BUILT_IN, /* in a folder whose path the library contains */
        IN_PATH,
        SERVER, /* in PATH, or in one of the sbin folders */
} Place;

#define COMMON "libvirt-daemon-common, before Debian 13 libvirt-daemon"
#define OF_DAEMON "libvirt's cases about its daemon, and virsh"
#define OF_SCHEMA "the case about libvirt's schema"

static const struct {
        const char *name, *packages, *adds;
        Place place;
        const char *files[2]; /* the first that exists; none: `name` */
} pieces[] = {
        [TCK_PIECE_LIBRARY] = {"libvirt.so.0", "libvirt0", "everything about libvirt", LIBRARY},
        [TCK_PIECE_DRIVER] = {"libvirt_driver_qemu.so", "libvirt-daemon-driver-qemu",
                              "the layer libvirt (--layer libvirt)", BUILT_IN},
        [TCK_PIECE_HELPER] = {"libvirt_iohelper", COMMON, "libvirt's cases about cores and saved domains", BUILT_IN},
        [TCK_PIECE_DAEMON] = {"libvirtd or virtqemud", "libvirt-daemon", OF_DAEMON, SERVER, {"virtqemud", "libvirtd"}},
        [TCK_PIECE_RELAY] = {"virt-ssh-helper", COMMON, OF_DAEMON, IN_PATH},
        [TCK_PIECE_VIRSH] = {"virsh", "libvirt-clients", "libvirt's cases about virsh", IN_PATH},
        [TCK_PIECE_VALIDATOR] = {"virt-xml-validate", "libvirt-clients", OF_SCHEMA, IN_PATH},
        [TCK_PIECE_XMLLINT] = {"xmllint", "libxml2-utils", OF_SCHEMA, IN_PATH},
};

const char *tck_piece_name(TckPiece piece) {
        return pieces[piece].name;
}

const char *tck_piece_adds(TckPiece piece) {
        return pieces[piece].adds;
}

/* ---- built-in paths ---- */

/* The path of the libvirt that this process has loaded. */
static char *find_library(void) {
        Dl_info info;

        return tck_libvirt_load(NULL) && dladdr(virInitialize, &info) ? g_strdup(info.dli_fname) : NULL;
}

/* Looks for the file in the folder whose NUL-terminated path starts at `begin`; NULL if it is not there. */
static char *find_in_folder(const char *begin, const char *end, const char *file) {
        enum { LENGTH_MAX = 200 };
        gsize length = strnlen(begin, MIN((gsize) (end - begin), LENGTH_MAX));
        g_autofree char *folder = NULL, *path = NULL;

        if (length == LENGTH_MAX || begin + length == end)
                return NULL;
        folder = g_strndup(begin, length);
        path = g_build_filename(folder, file, NULL);
        return access(path, R_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

/* A string constant begins after the NUL of the previous one. */
static char *find_built_in(const char *file) {
        static const char begins[] = {'\0', '/'};
        g_autofree char *path = find_library();
        g_autoptr(GMappedFile) library = path ? g_mapped_file_new(path, FALSE, NULL) : NULL;
        const char *place = library ? g_mapped_file_get_contents(library) : NULL;
        const char *end = place ? place + g_mapped_file_get_length(library) : NULL;
        char *found = NULL;

        while (!found && place) {
                place = memmem(place, (gsize) (end - place), begins, sizeof begins);
                if (place)
                        found = find_in_folder(++place, end, file);
        }
        return found;
}

char *tck_libvirt_cpu_map(void) {
        g_autofree char *index = find_built_in("index.xml");

        return index ? g_path_get_dirname(index) : NULL;
}

/* ---- in PATH ---- */

static char *find_in(const char *folder, const char *const *files, gsize count) {
        for (gsize i = 0; i < count && files[i]; i++) {
                g_autofree char *path = g_build_filename(*folder ? folder : ".", files[i], NULL);

                if (access(path, X_OK) == 0 && !g_file_test(path, G_FILE_TEST_IS_DIR))
                        return g_canonicalize_filename(path, NULL);
        }
        return NULL;
}

/* The folder's order decides, not that of the names: the daemon in the earlier folder is taken. */
static char *find_in_path(const char *const *files, gsize count, const char *more) {
        const char *path = g_getenv("PATH");
        g_autofree char *whole = g_strconcat(path ? path : "/usr/bin:/bin", more, NULL);
        g_auto(GStrv) folders = g_strsplit(whole, ":", -1);
        char *found = NULL;

        for (char **folder = folders; *folder && !found; folder++)
                found = find_in(*folder, files, count);
        return found;
}

char *tck_piece_find(TckPiece piece) {
        const char *const named[] = {pieces[piece].name, NULL};
        const char *const *files = pieces[piece].files[0] ? pieces[piece].files : named;

        if (pieces[piece].place == LIBRARY)
                return find_library();
        if (pieces[piece].place == BUILT_IN)
                return find_built_in(pieces[piece].name);
        return find_in_path(files, G_N_ELEMENTS(named),
                            pieces[piece].place == SERVER ? ":/usr/local/sbin:/usr/sbin:/sbin" : "");
}

char *tck_piece_missing(TckPiece piece) {
        g_autofree char *path = tck_piece_find(piece);

        return path ? NULL
                    : g_strdup_printf("there is no %s here (Debian's package %s)", pieces[piece].name,
                                      pieces[piece].packages);
}

char *tck_piece_need(TckPiece piece, GError **error) {
        g_autofree char *missing = tck_piece_missing(piece);

        if (missing)
                tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s", missing);
        return missing ? NULL : tck_piece_find(piece);
}

/* ---- other requirements ---- */

char *tck_sysfs_missing(void) {
        static const char cpus[] = "/sys/devices/system/cpu/online";

        return access(cpus, R_OK) == 0
                       ? NULL
                       : g_strdup_printf("there is no %s, without which libvirt starts no domain: mount sysfs on /sys",
                                         cpus);
}

char *tck_helper_broken(void) {
        g_autofree char *path = tck_piece_find(TCK_PIECE_HELPER);
        const char *const argv[] = {path, "--help", NULL};
        g_autofree char *errors = NULL;
        g_autoptr(GError) error = NULL;
        int status;

        if (!path)
                return NULL;
        if (g_spawn_sync(NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &errors, &status,
                         &error) &&
            g_spawn_check_wait_status(status, &error))
                return NULL;
        return g_strdup_printf("libvirt's helper %s does not run: %s", path,
                               errors && *errors ? g_strchomp(errors) : error->message);
}
