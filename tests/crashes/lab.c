/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "firmware.h"
#include "qemu.h"
#include "wait.h"

/* ---- what the watch reports ---- */

static void take_incident(Lab *lab, const TckIncident *incident, const char *folder) {
        g_autofree char *path = g_build_filename(folder, "incident.json", NULL);
        g_autoptr(GError) error = NULL;
        g_autofree char *text = NULL;
        TckIncident *record;

        /* The incident is read back from the disk. */
        g_file_get_contents(path, &text, NULL, &error);
        g_assert_no_error(error);
        record = tck_incident_from_json(text, &error);
        g_assert_no_error(error);
        g_assert_cmpint(record->kind, ==, incident->kind);
        g_ptr_array_add(lab->seen, record);
}

static void on_notice(gpointer data, const TckNotice *notice) {
        Lab *lab = data;

        if (notice->kind == TCK_NOTICE_INCIDENT)
                take_incident(lab, notice->incident, notice->folder);
        else if (notice->kind == TCK_NOTICE_NOTE)
                g_ptr_array_add(lab->notes, g_strdup(notice->text));
        if (notice->kind == TCK_NOTICE_NOTE && g_str_has_prefix(notice->text, "attached to QEMU"))
                lab->attached++;
        lab->ended |= notice->kind == TCK_NOTICE_END;
        g_cond_broadcast(&lab->changed);
}

/* ---- the lab ---- */

/* The folder with the images. */
static const char *build_folder(void) {
        const char *build = g_getenv("BUILD");

        g_assert_nonnull(build);
        return build;
}

Lab *lab_new(gboolean efi, double hang) {
        g_autoptr(GError) error = NULL;
        Lab *lab = g_new0(Lab, 1);

        lab->directory = g_dir_make_tmp("pvpanic-tck-XXXXXX", &error);
        g_assert_no_error(error);
        lab->socket = g_build_filename(lab->directory, "qmp", NULL);
        lab->console = g_build_filename(lab->directory, "console", NULL);
        lab->symbols = g_build_filename(build_folder(), efi ? "pvpanic-tck.efi.debug" : "pvpanic-tck.debug", NULL);
        lab->efi = efi;
        lab->seen = g_ptr_array_new_with_free_func((GDestroyNotify) tck_incident_free);
        lab->notes = g_ptr_array_new_with_free_func(g_free);
        g_cond_init(&lab->changed);
        lab->watch = (TckWatch){.archive = tck_archive_new(lab->directory, 0, 0),
                                .timeout = 5,
                                .core = TCK_ON_PANIC,
                                .core_timeout = LAB_SECONDS,
                                .symbols = lab->symbols,
                                .hang = hang,
                                .report = on_notice,
                                .data = lab};
        g_mutex_init(&lab->watch.mutex);
        lab->watched = tck_qmp_guest_start(&lab->watch, lab->socket, lab->console, NULL);
        return lab;
}

static void remove_folder(const char *path) {
        GDir *folder = g_dir_open(path, 0, NULL);
        const char *name;

        while (folder && (name = g_dir_read_name(folder))) {
                g_autofree char *entry = g_build_filename(path, name, NULL);

                if (g_file_test(entry, G_FILE_TEST_IS_DIR) && !g_file_test(entry, G_FILE_TEST_IS_SYMLINK))
                        remove_folder(entry);
                else
                        g_unlink(entry);
        }
        if (folder)
                g_dir_close(folder);
        g_rmdir(path);
}

void lab_free(Lab *lab) {
        tck_qmp_guest_stop(lab->watched);
        g_assert_true(tck_qmp_guest_join(lab->watched));
        tck_archive_free(lab->watch.archive);
        remove_folder(lab->directory);
        g_ptr_array_unref(lab->seen);
        g_ptr_array_unref(lab->notes);
        g_cond_clear(&lab->changed);
        g_mutex_clear(&lab->watch.mutex);
        g_free(lab->directory);
        g_free(lab->socket);
        g_free(lab->console);
        g_free(lab->symbols);
        g_free(lab);
}

/* Prints what has been reported so far, for a test that fails. Called with the mutex held. */
static void show(const Lab *lab) {
        for (guint i = 0; i < lab->notes->len; i++)
                g_test_message("noted: %s", (const char *) lab->notes->pdata[i]);
        for (guint i = 0; i < lab->seen->len; i++) {
                g_autofree char *line = tck_incident_line(lab->seen->pdata[i]);

                g_test_message("reported: %s", line);
        }
}

static void await(Lab *lab, const guint *number, guint count) {
        gint64 deadline = tck_deadline(LAB_SECONDS);

        g_mutex_lock(&lab->watch.mutex);
        while (*number < count && g_cond_wait_until(&lab->changed, &lab->watch.mutex, deadline))
                ;
        if (*number < count)
                show(lab);
        g_assert_cmpuint(*number, >=, count);
        g_mutex_unlock(&lab->watch.mutex);
}

void lab_await_attached(Lab *lab, guint count) {
        await(lab, &lab->attached, count);
}

void lab_await_incidents(Lab *lab, guint count) {
        await(lab, &lab->seen->len, count);
}

void lab_check_last(Lab *lab, const char *kind) {
        const TckIncident *last;

        g_mutex_lock(&lab->watch.mutex);
        last = lab->seen->pdata[lab->seen->len - 1];
        if (!g_str_equal(tck_incident_kinds[last->kind].name, kind)) {
                g_autofree char *log = g_build_filename(lab->directory, "qemu.log", NULL), *text = NULL;
                g_autofree char *console = NULL;

                show(lab);
                g_file_get_contents(log, &text, NULL, NULL);
                g_file_get_contents(lab->console, &console, NULL, NULL);
                g_test_message("QEMU: %s\nconsole: %s", text ? text : "", console ? console : "");
        }
        g_assert_cmpstr(tck_incident_kinds[last->kind].name, ==, kind);
        g_mutex_unlock(&lab->watch.mutex);
}

char *lab_kinds(Lab *lab) {
        g_autoptr(GString) kinds = g_string_new(NULL);

        g_mutex_lock(&lab->watch.mutex);
        for (guint i = 0; i < lab->seen->len; i++) {
                const TckIncident *incident = lab->seen->pdata[i];

                g_string_append_printf(kinds, "%s%s", i ? " " : "", tck_incident_kinds[incident->kind].name);
        }
        g_mutex_unlock(&lab->watch.mutex);
        return g_strdup(kinds->str);
}

/* ---- a guest ---- */

static const char *qemu_program(void) {
        const char *program = g_getenv("QEMU");

        return program ? program : "qemu-system-x86_64";
}

static GStrv command_line(const Lab *lab, const char *options, const char *words) {
        const char *build = build_folder(), *firmware = g_getenv("FIRMWARE");
        g_autofree char *medium =
                lab->efi ? g_strdup_printf("-bios %s -kernel %s/pvpanic-tck.efi",
                                           firmware ? firmware : tck_find_firmware(tck_default_arch()), build)
                         : g_strdup_printf("-kernel %s/pvpanic-tck.elf", build);
        g_autofree char *line = g_strdup_printf(
                "%s -S -accel tcg -m 64 -nodefaults -display none -name lab -qmp unix:%s,server=on,wait=on "
                "-chardev socket,id=q,fd=3 -mon chardev=q,mode=control "
                "-chardev socket,id=w,fd=4 -device isa-serial,iobase=0x2f8,irq=3,chardev=w "
                "-chardev file,id=c,path=%s -device isa-serial,iobase=0x3f8,irq=4,chardev=c "
                "-fw_cfg name=opt/pvpanic-tck/options,string=%s %s %s",
                qemu_program(), lab->socket, lab->console, options, medium, words);
        g_autoptr(GError) error = NULL;
        GStrv argv = NULL;

        g_shell_parse_argv(line, NULL, &argv, &error);
        g_assert_no_error(error);
        return argv;
}

Guest *guest_new(Lab *lab, const char *options, const char *words) {
        g_auto(GStrv) argv = command_line(lab, options, words);
        int qmp_ours, qmp_theirs, wire_ours, wire_theirs, output;
        g_autofree char *log = g_build_filename(lab->directory, "qemu.log", NULL);
        g_autoptr(GError) error = NULL;
        Guest *guest = g_new0(Guest, 1);

        tck_child_socket_pair(&qmp_ours, &qmp_theirs, &error);
        g_assert_no_error(error);
        tck_child_socket_pair(&wire_ours, &wire_theirs, &error);
        g_assert_no_error(error);
        output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        g_assert_cmpint(output, >=, 0);
        guest->qmp = qmp_new(qmp_ours, NULL);
        guest->probe = tck_probe_new(wire_ours, NULL);
        guest->child =
                tck_child_spawn((const char *const *) argv, (const int[]){qmp_theirs, wire_theirs}, 2, output, &error);
        g_assert_no_error(error);
        close(output);
        close(qmp_theirs);
        close(wire_theirs);
        return guest;
}

void guest_run(Guest *guest) {
        g_autoptr(GError) error = NULL;

        qmp_handshake(guest->qmp, tck_deadline(LAB_SECONDS), &error);
        g_assert_no_error(error);
        qmp_do(guest->qmp, "cont", NULL, tck_deadline(LAB_SECONDS), &error);
        g_assert_no_error(error);
}

void guest_free(Guest *guest) {
        tck_child_free(guest->child);
        tck_probe_free(guest->probe);
        qmp_free(guest->qmp);
        g_free(guest);
}

void guest_await_hello(Guest *guest) {
        g_autoptr(GError) error = NULL;

        tck_probe_await_hello(guest->probe, 1, tck_deadline(LAB_SECONDS), &error);
        g_assert_no_error(error);
}

void guest_start(Guest *guest, const char *command) {
        g_autoptr(GError) error = NULL;

        tck_probe_send(guest->probe, command, NULL, &error);
        g_assert_no_error(error);
}

void guest_await_answer(Guest *guest) {
        gint64 deadline = tck_deadline(LAB_SECONDS);
        g_autoptr(GError) error = NULL;
        struct wire_message answer;
        int fd = guest->probe->fd;

        while (!tck_probe_next(guest->probe, &answer)) {
                (void) (tck_wait_readable(&fd, 1, deadline, &error) && tck_probe_pump(guest->probe, &error));
                g_assert_no_error(error);
        }
        g_assert_cmpint(answer.kind, ==, WIRE_OK);
}

void guest_do(Guest *guest, const char *command) {
        guest_start(guest, command);
        guest_await_answer(guest);
}

void guest_await_end(Guest *guest) {
        g_autoptr(GError) error = NULL;

        tck_child_wait(guest->child, tck_deadline(LAB_SECONDS), NULL, &error);
        g_assert_no_error(error);
}
