/* SPDX-License-Identifier: BSD-2-Clause */
#include "lab_program.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "child.h"
#include "error.h"
#include "file.h"
#include "program.h"
#include "qmp.h"

enum { PROC_MAX = 4 << 20 }; /* bytes read from a file in /proc */

void tck_lab_program_free(TckLabProgram *program) {
        if (!program)
                return;
        g_ptr_array_unref(program->files);
        g_ptr_array_unref(program->words);
        g_ptr_array_unref(program->variables);
        g_ptr_array_unref(program->folders);
        g_free(program);
}

/* ---- a process ---- */

static char *read_proc(GPid pid, const char *name, gsize *ret_length, GError **error) {
        g_autofree char *path = g_strdup_printf("/proc/%d/%s", (int) pid, name);

        return tck_file_read(path, PROC_MAX, ret_length, error);
}

static void add_once(GPtrArray *list, const char *text) {
        if (!g_ptr_array_find_with_equal_func(list, text, g_str_equal, NULL))
                g_ptr_array_add(list, g_strdup(text));
}

/* A line of proc_pid_maps(5): five fields and, if a file is mapped, its path. Of a file that is gone, code is missed and data is not;
 * a memfd never had a path. */
static gboolean add_mapped(TckLabProgram *program, const char *line, GError **error) {
        const char *path = strchr(line, '/'), *rights = strchr(line, ' ');

        if (!path)
                return TRUE;
        if (g_str_has_suffix(path, " (deleted)") && strlen(rights) > 3 && rights[3] == 'x' &&
            !g_str_has_prefix(path, "/memfd:"))
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                     "%.*s was replaced or removed while it ran; run this once more, when nothing "
                                     "installs or builds it",
                                     (int) (strlen(path) - strlen(" (deleted)")), path);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
                add_once(program->files, path);
        return TRUE;
}

static gboolean add_files(TckLabProgram *program, GPid pid, GError **error) {
        g_autofree char *text = read_proc(pid, "maps", NULL, error);
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

        for (char **line = lines; *line; line++)
                if (!add_mapped(program, *line, error))
                        return FALSE;
        return text != NULL;
}

/* The NUL-terminated strings of a file in /proc. */
static GPtrArray *read_words(GPid pid, const char *name, GError **error) {
        gsize length;
        g_autofree char *text = read_proc(pid, name, &length, error);
        GPtrArray *words = text ? g_ptr_array_new_with_free_func(g_free) : NULL;

        for (const char *word = text; word && word < text + length; word += strlen(word) + 1)
                g_ptr_array_add(words, g_strdup(word));
        return words;
}

/* A variable that this process does not have was set by a script that started the program. */
static gboolean add_variables(TckLabProgram *program, GPid pid, GError **error) {
        g_autoptr(GPtrArray) theirs = read_words(pid, "environ", error);

        for (guint i = 0; theirs && i < theirs->len; i++) {
                const char *variable = theirs->pdata[i];
                g_autofree char *name = g_strndup(variable, strcspn(variable, "="));
                const char *ours = g_getenv(name);
                gboolean same = ours && g_str_equal(ours, variable + strlen(name) + 1);

                /* Shells set these themselves. */
                if (!same && !g_str_equal(name, "_") && !g_str_equal(name, "PWD") && !g_str_equal(name, "OLDPWD") &&
                    !g_str_equal(name, "SHLVL"))
                        g_ptr_array_add(program->variables, g_strdup(variable));
        }
        return theirs != NULL;
}

static TckLabProgram *program_new(void) {
        TckLabProgram *program = g_new0(TckLabProgram, 1);

        program->files = g_ptr_array_new_with_free_func(g_free);
        program->words = g_ptr_array_new_with_free_func(g_free);
        program->variables = g_ptr_array_new_with_free_func(g_free);
        program->folders = g_ptr_array_new_with_free_func(g_free);
        return program;
}

/* The loader, if this program's command line begins with one, and its options. */
static gboolean add_loader(TckLabProgram *program, GError **error) {
        g_autoptr(GPtrArray) words = read_words(getpid(), "cmdline", error);
        g_autofree char *loader = g_file_read_link("/proc/self/exe", error);
        guint own;

        if (!words || !loader)
                return FALSE;
        if (!g_ptr_array_find_with_equal_func(words, program_invocation_name, g_str_equal, &own))
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                     "its command line does not contain the program's name");
        for (guint i = 0; i < own; i++)
                g_ptr_array_add(program->words, g_strdup(i ? words->pdata[i] : loader));
        return TRUE;
}

/* What this process has in its environment it has from its caller, or has set itself: none of it goes with the program. */
TckLabProgram *tck_lab_program_self(GError **error) {
        g_autofree char *self = tck_program_file(error);
        g_autoptr(TckLabProgram) program = program_new();

        if (!self || !add_files(program, getpid(), error) || !add_loader(program, error))
                return NULL;
        g_ptr_array_add(program->words, g_steal_pointer(&self));
        return g_steal_pointer(&program);
}

/* ---- the loader's list ---- */

/* A command's output; an environment of NULL is this process's. Free with g_free(). */
static char *read_output(const char *const *argv, const char *const *environment, int *ret_status, gint64 deadline,
                         GError **error) {
        g_auto(TckFd) output = memfd_create("output", MFD_CLOEXEC);
        g_autoptr(TckChild) child = tck_child_spawn_fed(argv, environment, -1, output, error);
        g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", output);

        return child && tck_child_await(child, deadline, ret_status, error) ? tck_file_read(path, PROC_MAX, NULL, error)
                                                                            : NULL;
}

/* Adds the file that the path leads to if all links are resolved. */
static gboolean add_real(TckLabProgram *program, const char *path, GError **error) {
        g_autofree char *real = realpath(path, NULL);

        if (real)
                add_once(program->files, real);
        return real || tck_error_set_errno(error, "cannot find %s", path);
}

/* A line of the loader's list: "libfoo.so.1 => /usr/lib/libfoo.so.1 (0x00007f…)", "/lib64/ld.so (0x…)". The kernel's vDSO has no path. */
static gboolean add_listed(TckLabProgram *program, const char *of, const char *line, GError **error) {
        const char *arrow = strstr(line, " => "), *begin = arrow ? arrow + strlen(" => ") : line;
        const char *end = g_strrstr(begin, " (0x");
        g_autofree char *path = NULL;

        if (arrow && g_str_equal(begin, "not found"))
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "%s needs a library that is missing: %s", of, line);
        if (*begin != '/' || !end)
                return TRUE;
        path = g_strndup(begin, (gsize) (end - begin));
        return add_real(program, path, error);
}

/* "LOADER [OPTION]... --list PATH", with the loader that runs this program. */
static GPtrArray *list_command(const TckLabProgram *program, const char *path) {
        GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i + 1 < program->words->len; i++)
                tck_argv_add(argv, program->words->pdata[i]);
        if (!argv->len) {
                g_autofree char *loader = tck_lab_interpreter(program->words->pdata[0]);

                tck_argv_add(argv, loader ? loader : program->words->pdata[0]);
        }
        tck_argv_add(argv, "--list");
        tck_argv_add(argv, path);
        g_ptr_array_add(argv, NULL);
        return argv;
}

gboolean tck_lab_program_add_library(TckLabProgram *program, const char *path, gint64 deadline, GError **error) {
        g_autoptr(GPtrArray) argv = list_command(program, path);
        int status = 0;
        g_autofree char *text = read_output((const char *const *) argv->pdata, NULL, &status, deadline, error);
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

        if (!text || !add_real(program, path, error))
                return FALSE;
        for (char **line = lines; *line; line++)
                if (!add_listed(program, path, g_strstrip(*line), error))
                        return FALSE;
        if (status)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT, "the loader does not list the libraries of %s: %s",
                                     path, g_strchomp(text));
        return TRUE;
}

/* A line of ld.so(8)'s debugging output: "      1234:\tcalling init: /lib/libfoo.so.1". Sets *ret_found if it names a file. */
static gboolean add_debugged(TckLabProgram *program, const char *line, gboolean *ret_found, GError **error) {
        static const char *const marks[] = {":\tcalling init: ", ":\tinitialize program: "};

        for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
                const char *mark = strstr(line, marks[i]);

                if (!mark)
                        continue;
                *ret_found = TRUE;
                return add_real(program, mark + strlen(marks[i]), error);
        }
        return TRUE;
}

gboolean tck_lab_program_add_command(TckLabProgram *program, const char *path, gint64 deadline, GError **error) {
        static const char *const environment[] = {"LD_DEBUG=libs", NULL};
        const char *const argv[] = {path, "--help", NULL};
        g_autofree char *text = read_output(argv, environment, NULL, deadline, error);
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
        gboolean found = FALSE;

        if (!text || !add_real(program, path, error))
                return FALSE;
        for (char **line = lines; *line; line++)
                if (!add_debugged(program, *line, &found, error))
                        return FALSE;
        return found || tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                      "the loader does not say what `%s --help` loads: %s", path, g_strchomp(text));
}

/* ---- QEMU ---- */

static const char *const arguments[] = {"-machine",           "none", "-nodefaults",
                                        "-display",           "none", "-chardev",
                                        "socket,id=qmp,fd=3", "-mon", "chardev=qmp,mode=control"};

/* The words before the arguments: the program, or a loader with its options and the program, and arguments that a script adds. The first
 * is replaced by /proc/PID/exe, as argv[0] may be a bare name. */
static gboolean add_words(TckLabProgram *program, GPid pid, GError **error) {
        g_autoptr(GPtrArray) words = read_words(pid, "cmdline", error);
        g_autofree char *link = g_strdup_printf("/proc/%d/exe", (int) pid);
        g_autofree char *executable = g_file_read_link(link, error);
        guint own = words && words->len > G_N_ELEMENTS(arguments) ? words->len - (guint) G_N_ELEMENTS(arguments) : 0;

        if (!words || !executable)
                return FALSE;
        for (guint i = 0; i < G_N_ELEMENTS(arguments) && own; i++)
                if (!g_str_equal(words->pdata[own + i], arguments[i]))
                        own = 0;
        if (!own)
                return tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                                     "its command line does not end with the arguments that it was given");
        g_ptr_array_add(program->words, g_steal_pointer(&executable));
        for (guint i = 1; i < own; i++)
                g_ptr_array_add(program->words, g_strdup(words->pdata[i]));
        return TRUE;
}

/* The folders that `-L help` prints, one per line. */
static gboolean add_folders(TckLabProgram *program, const char *name, gint64 deadline, GError **error) {
        const char *const argv[] = {name, "-L", "help", NULL};
        g_autofree char *text = read_output(argv, NULL, NULL, deadline, error);
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);

        for (char **line = lines; *line; line++)
                if (**line == '/')
                        add_once(program->folders, *line);
        return text != NULL;
}

static TckLabProgram *look_at(Qmp *qmp, GPid pid, gint64 deadline, GError **error) {
        g_autoptr(TckLabProgram) program = program_new();

        qmp->process = pid;
        if (!qmp_handshake(qmp, deadline, error) || !add_files(program, pid, error) ||
            !add_variables(program, pid, error) || !add_words(program, pid, error))
                return NULL;
        return g_steal_pointer(&program);
}

TckLabProgram *tck_lab_program_qemu(const char *name, gint64 deadline, GError **error) {
        g_autoptr(GPtrArray) argv = g_ptr_array_new();
        g_auto(TckFd) output = memfd_create("qemu-output", MFD_CLOEXEC);
        g_autoptr(TckLabProgram) program = NULL;
        g_autoptr(TckChild) child = NULL;
        g_autoptr(Qmp) qmp = NULL;
        int ours, theirs;

        g_ptr_array_add(argv, (gpointer) name);
        for (gsize i = 0; i < G_N_ELEMENTS(arguments); i++)
                g_ptr_array_add(argv, (gpointer) arguments[i]);
        g_ptr_array_add(argv, NULL);
        if (!tck_child_socket_pair(&ours, &theirs, error))
                return NULL;
        qmp = qmp_new(ours, NULL);
        child = tck_child_spawn((const char *const *) argv->pdata, &theirs, 1, output, error);
        close(theirs);
        program = child ? look_at(qmp, child->pid, deadline, error) : NULL;
        if (child && !program)
                tck_child_explain_end(child, name, output, deadline, error);
        return program && add_folders(program, name, deadline, error) ? g_steal_pointer(&program) : NULL;
}

/* ---- ELF files ---- */

typedef char *(*Reader)(Elf *elf, const GElf_Phdr *header);

/* Applies `read` to the first program header of that type. */
static char *read_header(const char *path, guint type, Reader read) {
        g_auto(TckFd) fd = open(path, O_RDONLY | O_CLOEXEC);
        Elf *elf = NULL;
        char *text = NULL;
        GElf_Phdr header;
        size_t count = 0;

        elf_version(EV_CURRENT);
        if (fd >= 0)
                elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
        if (elf)
                elf_getphdrnum(elf, &count);
        for (size_t i = 0; i < count && !text; i++)
                if (gelf_getphdr(elf, (int) i, &header) && header.p_type == type)
                        text = read(elf, &header);
        elf_end(elf);
        return text;
}

static char *read_interpreter(Elf *elf, const GElf_Phdr *header) {
        Elf_Data *data = elf_getdata_rawchunk(elf, (int64_t) header->p_offset, header->p_filesz, ELF_T_BYTE);

        return data && data->d_size ? g_strndup(data->d_buf, data->d_size) : NULL;
}

/* gelf finds the string table through the dynamic section's header, which every library has. */
static char *read_soname(Elf *elf, const GElf_Phdr *header) {
        Elf_Scn *section = gelf_offscn(elf, header->p_offset);
        GElf_Shdr table;
        Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;
        GElf_Dyn entry;

        if (!data || !gelf_getshdr(section, &table))
                return NULL;
        for (int i = 0; gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++)
                if (entry.d_tag == DT_SONAME)
                        return g_strdup(elf_strptr(elf, table.sh_link, entry.d_un.d_val));
        return NULL;
}

char *tck_lab_soname(const char *path) {
        return read_header(path, PT_DYNAMIC, read_soname);
}

char *tck_lab_interpreter(const char *path) {
        return read_header(path, PT_INTERP, read_interpreter);
}
