/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab.h"

#include <fcntl.h>
#include <sys/mman.h>

#include "error.h"
#include "file.h"
#include "lab_cache.h"
#include "lab_needs.h"
#include "wait.h"

enum {
        PATIENCE = 6, /* times the timeout, for each of: looking at the parts, boot, save, restore */
        PACKAGES_MAX = 4096,
};

void tck_lab_state_clear(TckLabState *state) {
        g_clear_pointer(&state->kernel, g_free);
        g_clear_pointer(&state->packages, g_free);
        g_clear_pointer(&state->program, g_free);
        g_clear_pointer(&state->folder, g_free);
        g_clear_pointer(&state->initramfs, g_free);
}

void tck_lab_free(TckLab *lab) {
        if (!lab)
                return;
        tck_lab_vm_free(lab->vm);
        g_free(lab->no_snapshot);
        g_free(lab);
}

/* ---- the parts ---- */

static gint64 deadline_of(const TckLabOptions *options) {
        return tck_deadline(options->timeout * PATIENCE);
}

/* "linux-image-… 6.1.192-2, busybox-static …", from the list that was written when the packages were fetched. */
static char *packages_of(const char *kernel) {
        g_autofree char *path = g_build_filename(kernel, "packages", NULL);
        g_autofree char *text = tck_file_read(path, PACKAGES_MAX, NULL, NULL);
        g_auto(GStrv) lines = g_strsplit(text ? g_strchomp(text) : "unknown packages", "\n", -1);

        return g_strjoinv(", ", lines);
}

/* Finds the parts and fills in `state`. Free with tck_cpio_free(). */
static TckCpio *look(const TckLabOptions *options, TckLabState *state, char **ret_image, GError **error) {
        g_autoptr(TckCpio) contents = NULL;

        state->kernel = tck_lab_kernel(error);
        if (!state->kernel)
                return NULL;
        state->packages = packages_of(state->kernel);
        state->program = tck_lab_machine(options->qemu);
        *ret_image = g_build_filename(state->kernel, "vmlinuz", NULL);
        contents = tck_lab_contents(
                &(TckLabParts){state->kernel, options->qemu, options->guests, options->arch, options->libvirt},
                deadline_of(options), error);
        if (!contents)
                g_prefix_error(error, "the parts of the lab: ");
        state->folder = contents ? tck_lab_folder(contents, *ret_image, state->program, error) : NULL;
        return state->folder ? g_steal_pointer(&contents) : NULL;
}

gboolean tck_lab_look(const TckLabOptions *options, TckLabState *ret_state, GError **error) {
        g_autofree char *image = NULL;
        g_autoptr(TckCpio) contents = NULL;
        g_auto(TckLabSnapshot) snapshot = {-1, -1, NULL};

        *ret_state = (TckLabState){0};
        contents = look(options, ret_state, &image, error);
        if (!contents)
                return FALSE;
        ret_state->initramfs = tck_lab_initramfs_find(ret_state->folder);
        ret_state->snapshot = tck_lab_snapshot_find(ret_state->folder, &snapshot);
        return TRUE;
}

/* ---- starting ---- */

static void tell(const TckLabOptions *options, const char *what) {
        if (options->tell)
                options->tell(what, options->data);
}

static TckLabVm *boot(const TckLabOptions *options, const TckLabMachine *machine, int ram, TckLab *lab,
                      GError **error) {
        gint64 began = g_get_monotonic_time();
        TckLabVm *vm;

        tell(options, "booting");
        vm = tck_lab_vm_boot(machine, ram, deadline_of(options), error);
        lab->boot_us = vm ? g_get_monotonic_time() - began : -1;
        return vm;
}

/* Boots the machine and saves its state. */
static gboolean make_snapshot(const TckLabOptions *options, const TckLabMachine *machine, const char *folder,
                              TckLab *lab, GError **error) {
        g_auto(TckLabSnapshot) snapshot = {-1, -1, NULL};
        g_autoptr(TckLabVm) vm = NULL;

        if (!tck_lab_snapshot_begin(folder, (guint64) TCK_LAB_MEMORY << 20, &snapshot, error))
                return FALSE;
        vm = boot(options, machine, snapshot.ram, lab, error);
        if (!vm)
                return FALSE;
        tell(options, "taking its snapshot");
        if (!tck_lab_vm_save(vm, snapshot.state, deadline_of(options), error))
                return FALSE;
        tck_lab_snapshot_commit(folder, &snapshot);
        return TRUE;
}

/* NULL without an error: there is no snapshot. */
static TckLabVm *restore(const TckLabOptions *options, const TckLabMachine *machine, const char *folder,
                         GError **error) {
        g_auto(TckLabSnapshot) snapshot = {-1, -1, NULL};

        if (!tck_lab_snapshot_find(folder, &snapshot))
                return NULL;
        tell(options, "restoring");
        return tck_lab_vm_restore(machine, snapshot.ram, snapshot.state, deadline_of(options), error);
}

/* Boots the machine, saves it, and restores the snapshot. If only saving or restoring fails, boots it again and keeps the reason. */
static TckLabVm *start_anew(const TckLabOptions *options, const TckLabMachine *machine, const char *folder, TckLab *lab,
                            GError **error) {
        g_autoptr(GError) reason = NULL;
        TckLabVm *vm = NULL;

        tck_lab_snapshot_remove(folder);
        if (make_snapshot(options, machine, folder, lab, &reason))
                vm = restore(options, machine, folder, &reason);
        lab->restored = vm != NULL;
        if (vm)
                return vm;
        if (lab->boot_us < 0 || (reason && tck_cancelled())) {
                g_propagate_error(error, g_steal_pointer(&reason));
                return NULL;
        }
        lab->no_snapshot = g_strdup(reason ? reason->message : "its snapshot was removed");
        return boot(options, machine, -1, lab, error);
}

/* Makes a new snapshot if the existing one cannot be restored. */
static TckLabVm *start(const TckLabOptions *options, const TckLabMachine *machine, const char *folder, TckLab *lab,
                       GError **error) {
        g_autoptr(GError) reason = NULL;
        TckLabVm *vm = restore(options, machine, folder, &reason);

        lab->restored = vm != NULL;
        if (!vm && reason && tck_cancelled()) {
                g_propagate_error(error, g_steal_pointer(&reason));
                return NULL;
        }
        return vm ? vm : start_anew(options, machine, folder, lab, error);
}

/* The machine's disk, an archive of the files; empty if there are none. */
static int make_disk(const TckLabOptions *options, GError **error) {
        g_autoptr(TckCpio) archive = tck_cpio_new();
        g_auto(TckFd) disk = memfd_create("disk", MFD_CLOEXEC);
        g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", disk);
        int reading;

        for (char **file = options->files; file && *file; file++) {
                g_autofree char *name = g_path_get_basename(*file), *inside = g_build_filename("/", name, NULL);

                if (!g_file_test(*file, G_FILE_TEST_IS_REGULAR)) {
                        tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s is not a file", *file);
                        return -1;
                }
                tck_cpio_add_file(archive, inside, *file, g_file_test(*file, G_FILE_TEST_IS_EXECUTABLE));
        }
        if (disk >= 0 && !tck_cpio_write(archive, disk, error))
                return -1;
        /* QEMU uses a descriptor for its file only if its access mode is exactly the one that QEMU asks for. */
        reading = disk >= 0 ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        if (reading < 0)
                tck_error_set_errno(error, "cannot make the lab's disk");
        return reading;
}

TckLab *tck_lab_open(const TckLabOptions *options, int output, GError **error) {
        g_auto(TckFd) disk = make_disk(options, error);
        g_autofree char *image = NULL, *initramfs = NULL;
        g_auto(TckLabState) state = {0};
        g_autoptr(TckCpio) contents = NULL;
        g_autoptr(TckLab) lab = g_new0(TckLab, 1);
        TckLabMachine machine;

        if (disk < 0)
                return NULL;
        tell(options, "looking at its parts");
        contents = look(options, &state, &image, error);
        if (!contents)
                return NULL;
        if (options->fresh)
                tck_lab_folder_remove(state.folder);
        initramfs = tck_lab_initramfs_find(state.folder);
        if (!initramfs) {
                tell(options, "packing its initramfs");
                initramfs = tck_lab_initramfs_make(state.folder, contents, error);
        }
        if (!initramfs)
                return NULL;
        machine = (TckLabMachine){.program = state.program,
                                  .kernel = image,
                                  .initramfs = initramfs,
                                  .name = options->name,
                                  .directory = options->directory,
                                  .output = output,
                                  .disk = disk};
        lab->vm = start(options, &machine, state.folder, lab, error);
        if (lab->vm)
                return g_steal_pointer(&lab);
        g_prefix_error(error, "the lab did not come up: ");
        return NULL;
}
