/* SPDX-License-Identifier: BSD-2-Clause */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "error.h"
#include "file.h"
#include "images.h"
#include "json.h"
#include "lab.h"
#include "lab_cache.h"
#include "number.h"
#include "program.h"
#include "signals.h"
#include "wait.h"

enum { TIMEOUT_SECONDS = 10, EXEC_SECONDS = 3600 };

static void tell(const char *what, G_GNUC_UNUSED gpointer data) {
        fprintf(stderr, "pvpanic-tck: the lab: %s\n", what);
}

/* ---- describing ---- */

static char *size_of(const char *path) {
        struct stat status;
        g_autofree char *size = path && stat(path, &status) == 0
                                        ? g_format_size_full((guint64) status.st_blocks * 512, G_FORMAT_SIZE_IEC_UNITS)
                                        : g_strdup("not made");

        return g_steal_pointer(&size);
}

static void print(const char *what, const char *value) {
        printf("%-10s %s\n", what, value);
}

static int describe(const TckLabOptions *options) {
        g_autoptr(GError) error = NULL;
        g_auto(TckLabState) state = {0};
        g_autofree char *ram = NULL, *size = NULL, *snapshot = NULL;

        if (!tck_lab_look(options, &state, &error))
                return tck_command_complain(TCK_EXIT_ERROR, "%s", error->message);
        ram = g_build_filename(state.folder, "snapshot", "ram", NULL);
        size = size_of(state.initramfs);
        snapshot = size_of(ram);
        print("kernel", state.packages);
        print("machine", state.program);
        print("under test", options->qemu);
        print("folder", state.folder);
        print("initramfs", size);
        print("snapshot", state.snapshot ? snapshot : "not made");
        return 0;
}

/* ---- commands in the lab ---- */

/* The line for the lab's shell. Free with g_free(). */
static char *command_of(char **words, gboolean with_files) {
        g_autoptr(GString) line = g_string_new(with_files ? "take_files &&" : "");
        gsize begin = with_files ? 0 : 1;

        for (; *words; words++)
                tck_shell_append(line, *words);
        return g_strdup(line->str + begin);
}

/* Waits for the command's end and returns its status. */
static gboolean await_exit(TckLab *lab, int *ret_status, GError **error) {
        for (;;) {
                g_autoptr(JsonObject) message = tck_lab_vm_next(lab->vm, tck_deadline(EXEC_SECONDS), error);
                gint64 status = tck_json_int(message, "exit", -1);

                if (!message)
                        return FALSE;
                if (status < 0 || status > 255)
                        continue;
                *ret_status = (int) status;
                return tck_lab_vm_flush(lab->vm, tck_deadline(TIMEOUT_SECONDS), error);
        }
}

/* QEMU uses a descriptor for its file only if its access mode is exactly the one that QEMU asks for. */
static int open_for_writing(const char *path, GError **error) {
        int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

        if (fd < 0)
                tck_error_set_errno(error, "cannot write to %s", path);
        return fd;
}

static int execute(const TckLabOptions *options, char **words) {
        g_autoptr(GError) error = NULL;
        g_auto(TckFd) output = open_for_writing("/dev/stdout", &error);
        g_autoptr(TckLab) lab = output >= 0 ? tck_lab_open(options, output, &error) : NULL;
        g_autofree char *line = lab ? command_of(words, options->files != NULL) : NULL;
        int status;

        if (!lab || !tck_lab_vm_command(lab->vm, line, tck_deadline(options->timeout), &error) ||
            !await_exit(lab, &status, &error))
                return tck_command_complain(TCK_EXIT_ERROR, "%s; see %s", error->message, options->directory);
        return status;
}

static int build(const TckLabOptions *options) {
        g_autoptr(GError) error = NULL;
        g_auto(TckFd) output = open_for_writing("/dev/null", &error);
        g_autoptr(TckLab) lab = output >= 0 ? tck_lab_open(options, output, &error) : NULL;

        if (!lab)
                return tck_command_complain(TCK_EXIT_ERROR, "%s; see %s", error->message, options->directory);
        if (lab->boot_us)
                printf("%-10s %.1f s to /dev/kvm\n", "boot", (double) lab->boot_us / G_USEC_PER_SEC);
        return describe(options);
}

static int obey(const TckLabOptions *options, int argc, char **argv) {
        if (options->files && (argc < 3 || !g_str_equal(argv[1], "exec")))
                return tck_command_complain(TCK_EXIT_USAGE, "--with is only for exec; see `pvpanic-tck lab --help`");
        if (argc == 1)
                return describe(options);
        if (argc == 2 && g_str_equal(argv[1], "build"))
                return build(options);
        if (argc > 2 && g_str_equal(argv[1], "exec") && !g_str_equal(argv[argc - 1], "--"))
                return execute(options, argv + (g_str_equal(argv[2], "--") ? 3 : 2));
        if (argc != 2 || !g_str_equal(argv[1], "clean"))
                return tck_command_complain(TCK_EXIT_USAGE,
                                            "lab takes build, exec COMMAND… or clean; see `pvpanic-tck lab --help`");
        tck_lab_cache_clean();
        return 0;
}

int tck_command_lab(int argc, char **argv) {
        static TckLabOptions options = {.timeout = TIMEOUT_SECONDS, .tell = tell};
        static char *seconds, *output;
        const GOptionEntry entries[] = {
                {"qemu", 0, 0, G_OPTION_ARG_FILENAME, &options.qemu, "The QEMU under test (qemu-system-x86_64)",
                 "PATH"},
                {"guests", 0, 0, G_OPTION_ARG_FILENAME, &options.guests, "The folder of the probes' images", "DIR"},
                {"libvirt", 0, 0, G_OPTION_ARG_NONE, &options.libvirt, "Include what --layer libvirt needs", NULL},
                {"fresh", 0, 0, G_OPTION_ARG_NONE, &options.fresh, "Build it even if it exists", NULL},
                {"timeout", 0, 0, G_OPTION_ARG_STRING, &seconds,
                 "Seconds to wait for anything; six times that for it to boot (10)", "SECONDS"},
                {"with", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files,
                 "For exec: a file that the command finds in /with; may be repeated", "FILE"},
                {"output", 0, 0, G_OPTION_ARG_FILENAME, &output, "Folder for its machine's artifacts (results/lab)",
                 "DIR"},
                {0},
        };
        g_autofree char *name = g_strdup_printf("pvpanic-tck-lab-%d", (int) getpid());
        g_autoptr(GError) error = NULL;

        if (!tck_command_parse(
                    &argc, &argv, "[build | exec -- COMMAND… | clean]",
                    "A Linux with KVM and Hyper-V's crash registers, for a machine without: TCG emulates a "
                    "CPU with SVM,\n"
                    "on which this program and the QEMU under test run with the KVM of its kernel.",
                    "Without a command it describes the lab. `build` builds it and boots it once; `exec` runs "
                    "a command\n"
                    "in busybox's shell, and returns its exit status; `clean` removes all labs.",
                    entries))
                return TCK_EXIT_USAGE;
        if (!tck_number_seconds("--timeout", seconds, FALSE, &options.timeout, &error))
                return tck_command_complain(TCK_EXIT_USAGE, "%s", error->message);
        options.arch = tck_default_arch();
        options.qemu = options.qemu ? options.qemu : options.arch->program;
        options.guests = options.guests ? options.guests : tck_guests_directory();
        options.directory = output ? output : "results/lab";
        options.name = name;
        tck_signals_cancel();
        return obey(&options, argc, argv);
}
