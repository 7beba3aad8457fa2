/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "disassembly.h"
#include "firmware.h"
#include "images.h"
#include "kvm.h"
#include "lab.h"
#include "lab_needs.h"
#include "layer.h"
#include "libvirt_pieces.h"
#include "qemu.h"
#include "run_scopes.h"
#include "escape.h"
#include "wait.h"

enum { ASK_SECONDS = 20 };

/* Names and details are escaped: they may come from untrusted files. */
static void line(gboolean here, const char *what, const char *detail) {
        g_autofree char *name = tck_escape(what, ""), *text = tck_escape(detail, "");

        printf("%s  %-21s %s\n", here ? "yes" : "no ", name, text);
}

static gboolean examine_qemu(const char *program, char **ret_architecture) {
        const TckQemuOptions options = {.program = program};
        g_autoptr(GError) error = NULL;
        g_autoptr(TckQemu) qemu = tck_qemu_new(&options, tck_deadline(ASK_SECONDS), &error);
        g_autofree char *version = NULL;

        if (!qemu) {
                line(FALSE, "QEMU", error->message);
                printf("     without it nothing can be run: install %s, or name one with --qemu\n",
                       tck_default_arch()->package);
                return FALSE;
        }
        *ret_architecture = g_strdup(qemu->architecture);
        version = g_strdup_printf("%s, version %s", qemu->program, qemu->version_text);
        line(TRUE, "QEMU", version);
        for (const TckMachine *machine = qemu->arch->machines; machine->name; machine++) {
                const TckVmConfig config = tck_arch_vm(qemu->arch, machine->name, qemu->arch->boots);
                gboolean firmware;
                g_autofree char *cannot = tck_qemu_cannot(qemu, &config, &firmware);
                g_autofree char *what = g_strdup_printf("machine %s", machine->name);

                line(!cannot, what, cannot ? cannot : "with the pvpanic device");
        }
        return TRUE;
}

/* Shows a firmware descriptor and whether the kit can use it. */
static void examine_descriptor(const TckDescriptorFile *file, const char *architecture) {
        g_autoptr(GError) error = NULL;
        g_autoptr(TckDescriptor) descriptor = file->hides ? NULL : tck_descriptor_load(file->path, &error);
        g_autofree char *cannot = descriptor ? tck_descriptor_cannot(descriptor, architecture) : NULL;
        g_autofree char *features = descriptor ? tck_descriptor_features(descriptor) : NULL;
        g_autofree char *targets = descriptor ? tck_descriptor_targets(descriptor) : NULL;
        g_autofree char *said = descriptor ? g_strdup_printf("%s; for %s; %s", descriptor->description, targets,
                                                             *features ? features : "no features")
                                           : NULL;
        g_autofree char *trouble = file->hides
                                           ? g_strdup_printf("%s is empty, which hides others of that name", file->path)
                                   : error  ? g_strdup(error->message)
                                   : cannot ? g_strdup_printf("it %s (%s)", cannot, said)
                                            : NULL;

        line(!trouble, file->name, trouble ? trouble : said);
}

static void examine_firmware(const char *architecture) {
        const char *image = tck_find_firmware(tck_default_arch());
        g_auto(GStrv) directories = tck_descriptor_directories();
        g_autoptr(GPtrArray) files = tck_descriptor_list((const char *const *) directories);

        line(image != NULL, "OVMF", image ? image : "install ovmf, and the cases run on UEFI too (--boot efi)");
        for (guint i = 0; i < files->len; i++)
                examine_descriptor(files->pdata[i], architecture);
}

static gboolean examine_image(const char *directory, const char *name, const char *adds) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        gboolean here = g_file_test(path, G_FILE_TEST_IS_REGULAR);

        line(here, name, here ? path : adds);
        return here;
}

static void examine_libvirt(void) {
        g_autofree char *broken = tck_helper_broken(), *no_sysfs = tck_sysfs_missing();

        for (TckPiece piece = 0; piece < TCK_PIECES; piece++) {
                g_autofree char *path = tck_piece_find(piece), *missing = tck_piece_missing(piece);
                g_autofree char *adds = g_strdup_printf("%s: needed for %s", missing, tck_piece_adds(piece));
                gboolean here = path && !(piece == TCK_PIECE_HELPER && broken);

                line(here, tck_piece_name(piece), here ? path : broken && path ? broken : adds);
        }
        if (no_sysfs)
                line(FALSE, "sysfs", no_sysfs);
}

/* ---- Hyper-V's crash registers ---- */

/* What the lab is made of. Each part that is missing says what to do. */
static gboolean examine_lab_parts(const char *program) {
        g_autoptr(GError) no_kernel = NULL, no_answer = NULL, no_room = NULL;
        g_autofree char *kernel = tck_lab_kernel(&no_kernel), *room = tck_lab_room(&no_room), *missing = NULL;
        gboolean answered = tck_lab_ask_machine(program, tck_deadline(ASK_SECONDS), &missing, &no_answer);
        g_autofree char *unfit = answered && !missing
                                         ? NULL
                                         : g_strdup_printf("%s: %s; put one with TCG and SVM into PATH", program,
                                                           missing ? missing : no_answer->message);

        line(kernel != NULL, "lab: kernel", kernel ? kernel : no_kernel->message);
        line(!unfit, "lab: machine", unfit ? unfit : program);
        line(room != NULL, "lab: cache", room ? room : no_room->message);
        return kernel && !unfit && room;
}

static void examine_hyperv(const char *program) {
        g_autoptr(GError) error = NULL;
        g_autofree char *missing = NULL, *lab_machine = tck_lab_machine(program);
        gboolean here = tck_kvm_ask_hyperv(TCK_KVM_DEVICE, &missing, &error) && !missing,
                 lab = examine_lab_parts(lab_machine);
        g_autofree char *reason = here ? NULL
                                       : g_strdup_printf("%s: %s", missing ? missing : error->message,
                                                         lab ? "the cases run in the lab" : "the cases are skipped");

        line(lab, "lab",
             lab ? "a run makes it when it needs it, or `pvpanic-tck lab build`"
                 : "it cannot be made: see the lines above");
        line(here, "Hyper-V in KVM", here ? "the cases hyperv need no lab" : reason);
}

static void examine_firmware_of(const TckArch *arch) {
        const char *image = tck_find_firmware(arch);
        g_autofree char *what = g_strdup_printf("UEFI of %s", arch->name);
        g_autofree char *adds =
                g_strdup_printf("install %s, for --arch %s --boot efi", arch->firmware_package, arch->name);

        line(image != NULL, what, image ? image : adds);
}

/* Boot methods may have an image in common: whether an earlier one has it. */
static gboolean is_examined(const TckArch *arch, const TckBoot *boot) {
        for (const TckBoot *earlier = arch->boots; earlier < boot; earlier++)
                if (g_str_equal(earlier->image, boot->image))
                        return TRUE;
        return FALSE;
}

/* The QEMU, the firmware and the guests of an architecture besides the default one. */
static void examine_arch(const TckArch *arch, const char *given, const char *guests) {
        g_autofree char *program = tck_qemu_program(arch, given), *found = g_find_program_in_path(program);
        g_autofree char *adds = g_strdup_printf("install %s, for --arch %s", arch->package, arch->name);
        g_autofree char *builds = g_strdup_printf("not built: install %s, and `make cross` builds it",
                                                  arch->compiler ? arch->compiler : "its compiler");

        line(found != NULL, arch->program, found ? found : adds);
        if (arch->firmware)
                examine_firmware_of(arch);
        for (const TckBoot *boot = arch->boots; boot->name; boot++)
                if (!is_examined(arch, boot))
                        examine_image(guests, boot->image, builds);
}

/* Architectures besides the default one, and what a run for all would do. `given`: a folder of QEMUs; NULL: those of PATH. */
static void examine_archs(const char *given, const char *guests) {
        g_autoptr(GPtrArray) archs = tck_archs_named("all", NULL);
        g_autoptr(GString) here = g_string_new(NULL);

        for (guint i = 0; i < archs->len; i++) {
                const TckArch *arch = archs->pdata[i];
                g_autofree char *program = tck_qemu_program(arch, given),
                                *missing = tck_arch_missing(arch, program, guests);

                if (arch != tck_default_arch())
                        examine_arch(arch, given, guests);
                if (!missing)
                        g_string_append_printf(here, "%s%s", here->len ? ", " : "", arch->name);
        }
        line(here->len > 0, "--arch all", here->len ? here->str : "no architecture has its QEMU and its probe here");
}

/* Other hypervisors; each is called like its layer and its program. */
static void examine_others(void) {
        for (TckLayer layer = TCK_LAYER_OTHERS; layer < tck_layers(); layer++) {
                const char *name = tck_layer_name(layer);
                g_autofree char *path = g_find_program_in_path(name);
                g_autofree char *adds =
                        g_strdup_printf("not installed: install it, or name one with --vmm, for --layer %s", name);

                line(path != NULL, name, path ? path : adds);
        }
}

int tck_command_doctor(int argc, char **argv) {
        g_autofree char *program = NULL, *guests = NULL, *architecture = NULL, *qemu = NULL;
        const GOptionEntry entries[] = {
                {"qemu", 0, 0, G_OPTION_ARG_FILENAME, &program, "The QEMU to check, or a folder of several", "PATH"},
                {"guests", 0, 0, G_OPTION_ARG_FILENAME, &guests, "The folder of the probes' images", "DIR"},
                {0},
        };
        const char *folder;
        gboolean good;

        if (!tck_command_parse(&argc, &argv, "",
                               "Lists what a run can use on this machine, and what missing parts would add.",
                               "Exit status: 0 if `pvpanic-tck run` can do its work, 3 if not.", entries))
                return TCK_EXIT_USAGE;
        if (!guests)
                guests = g_strdup(tck_guests_directory());
        folder = program && g_file_test(program, G_FILE_TEST_IS_DIR) ? program : NULL;
        qemu = tck_qemu_program(tck_default_arch(), program);
        good = examine_qemu(qemu, &architecture);
        examine_firmware(architecture ? architecture : tck_default_arch()->name);
        line(access("/dev/kvm", R_OK | W_OK) == 0, "KVM",
             access("/dev/kvm", R_OK | W_OK) == 0 ? "/dev/kvm opens: --accel kvm can be tried"
                                                  : "/dev/kvm does not open: everything runs on TCG, the default");
        line(tck_can_disassemble(), "iasl",
             tck_can_disassemble() ? "artifacts include the decompiled ACPI device"
                                   : "install acpica-tools, and artifacts include the decompiled ACPI device");
        good &= examine_image(guests, "pvpanic-tck.elf", "the multiboot kernel is not built: `make` builds it");
        good &= examine_image(guests, "pvpanic-tck.efi", "the UEFI application is not built: `make` builds it");
        examine_image(guests, "pvpanic-tck-pvh.elf",
                      "not built: `make` builds it, for --boot pvh and cloud-hypervisor");
        examine_image(guests, "pvpanic-tck.iso", "not built: `make` builds it, for --boot iso");
        examine_image(guests, "pvpanic-tck-esp.img", "not built: `make` builds it, for --boot esp");
        examine_archs(folder, guests);
        examine_libvirt();
        examine_hyperv(qemu);
        examine_others();
        return good ? 0 : TCK_EXIT_ERROR;
}
