/* SPDX-License-Identifier: BSD-2-Clause */
/* Files of targets, what the run of a target may send, and the conclusion from all targets. */
#include "common.h"

#include "json.h"
#include "matrix_message.h"
#include "target_command.h"

static GPtrArray *parse(const char *text, GError **error) {
        return tck_targets_parse("t.ini", text, strlen(text), error);
}

/* ---- the file ---- */

static void test_values(void) {
        GError *error = NULL;
        g_autoptr(GPtrArray) targets = parse(
                "# ours\n\n[a-1]\n machines = pc,q35 \narguments=-cpu; max ;\n[b]\nhypervisor=libvirt\nsuite=sid\n",
                &error);
        const TckMatrixTarget *a, *b;
        g_auto(GStrv) list = NULL, none = NULL;

        g_assert_no_error(error);
        g_assert_cmpuint(targets->len, ==, 2);
        a = targets->pdata[0];
        b = targets->pdata[1];
        g_assert_cmpstr(a->name, ==, "a-1");
        g_assert_cmpuint(a->line, ==, 3);
        g_assert_cmpstr(a->values[TCK_TARGET_MACHINES], ==, "pc,q35");
        g_assert_cmpuint(a->lines[TCK_TARGET_MACHINES], ==, 4);
        g_assert_cmpuint(a->layer, ==, TCK_LAYER_QEMU);
        g_assert_cmpuint(b->layer, ==, TCK_LAYER_LIBVIRT);
        list = tck_target_list(a, TCK_TARGET_ARGUMENTS);
        g_assert_cmpuint(g_strv_length(list), ==, 2);
        g_assert_cmpstr(list[1], ==, "max");
        none = tck_target_list(b, TCK_TARGET_ARGUMENTS);
        g_assert_cmpuint(g_strv_length(none), ==, 0);
}

static void test_mistakes(void) {
        static const struct {
                const char *text, *message;
        } mistakes[] = {
                {"", "t.ini: there is no target"},
                {"[a]\nmachnes=pc\n", "t.ini:2: there is no key machnes"},
                {"[a]\nmachines=pc\n\nmachines=pc\n",
                 "t.ini:4: the key machines is a duplicate: the first one is on line 2"},
                {"[a]\n#\n[a]\n", "t.ini:3: the target a is a duplicate: its first group is on line 1"},
                {"boot=efi\n[a]\n", "t.ini:1: the key boot comes before the first group"},
                {"[a]\nboot\n", "t.ini:2: boot is neither a group"},
                {"[a\n", "t.ini:1: [a is not a group"},
                {"[../a]\n", "t.ini:1: [../a] is not a name"},
                {"[matrix.json]\n", "t.ini:1: [matrix.json] is not a name"},
                {"[.a]\n", "t.ini:1: [.a] is not a name"},
                {"[]\n", "t.ini:1: [] is not a name"},
                {"[a]\nboot=\n", "t.ini:2: the value of boot is empty"},
                {"[a]\nfirmware=\\x\n", "t.ini:2: the value of firmware has a backslash"},
                {"[a]\nboot=multiboot,nope\n", "t.ini:2: there is no boot method nope"},
                {"[a]\narch=z80\n", "t.ini:2: arch takes "},
                {"[a]\naccel=xen\n", "t.ini:2: accel takes tcg or kvm, not xen"},
                {"[a]\nlab=no\n", "t.ini:2: lab takes auto, always or never, not no"},
                {"[a]\nsuite=Sid\n", "t.ini:2: Sid is not the name of a Debian suite"},
                {"[a]\nhypervisor=vax\n", "t.ini:2: hypervisor takes one of qemu, libvirt"},
                {"[a]\nprofile=p\n", "t.ini:2: there is no profile p"},
                {"[a]\nhypervisor=libvirt\nprofile=qemu-7.1\n",
                 "t.ini:3: the profile qemu-7.1 is not for the hypervisor libvirt"},
                {"[a]\ncases=isa/read;nope/*\n", "t.ini:2: no case of the hypervisor qemu matches nope/*"},
                {"[a]\ncases=libvirt/model\n", "t.ini:2: no case of the hypervisor qemu matches libvirt/model"},
                {"[a]\ntimeout=-1\n", "t.ini:2: timeout takes "},
                {"[a]\narguments=-S\nhypervisor=libvirt\n", "t.ini:2: the hypervisor libvirt has no use for arguments"},
                {"[a]\nhypervisor=cloud-hypervisor\naccel=kvm\n",
                 "t.ini:3: the hypervisor cloud-hypervisor has no use for accel"},
                {"[a]\nsuite=sid\nprogram=/q\n", "t.ini:2: suite names the program"},
                {"[a]\nhypervisor=libvirt\nsuite=sid\nwith=/w\n", "t.ini:3: suite names the program of `with`"},
                {"[a]\nb\033c\n", "t.ini:2: b\\x1bc is neither"},
                {"[a]\nboot=\xff\n", "t.ini: this is not UTF-8"},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
                GError *error = NULL;

                g_assert_null(parse(mistakes[i].text, &error));
                assert_failed(error, TCK_ERROR_USAGE, mistakes[i].message);
        }
}

/* The file that comes with the kit. */
/* Of two things that are missing, the first is told. */
static void test_missing(void) {
        GError *error = NULL;
        g_autoptr(GPtrArray) targets = parse("[a]\nwith=/nowhere/with\nsuite=nosuite\n", &error);
        TckTargetCommand *command;

        g_assert_no_error(error);
        command = tck_target_command_new(targets->pdata[0], "kit");
        g_assert_cmpstr(command->missing, ==,
                        "there is no program /nowhere/with: install it, or correct line 2 of t.ini");
        tck_target_command_free(command);
}

static void test_shipped(void) {
        GError *error = NULL;
        g_autoptr(GPtrArray) targets = tck_targets_read(TCK_SOURCE_DIRECTORY "/docs/targets.ini", &error);

        g_assert_no_error(error);
        g_assert_cmpuint(targets->len, >=, 9);
}

/* ---- messages ---- */

typedef struct {
        GPtrArray *targets;
        TckMatrix *matrix;
        TckMatrixEntry *a, *b;
} Fixture;

static void set_up(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        f->targets = parse("[a]\n[b]\n[c]\nprogram=/nowhere/qemu\n", NULL);
        f->matrix = tck_matrix_new("t.ini", f->targets, "/nowhere", 2);
        f->a = tck_matrix_add(f->matrix, f->targets->pdata[0], FALSE);
        f->b = tck_matrix_add(f->matrix, f->targets->pdata[1], FALSE);
}

static void tear_down(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        tck_matrix_free(f->matrix);
        g_ptr_array_unref(f->targets);
}

static gboolean take(TckMatrixEntry *entry, const char *text) {
        g_autoptr(JsonNode) root = tck_json_parse(text, strlen(text), 8);
        GError *error = NULL;

        g_assert_nonnull(root);
        if (tck_matrix_take(entry, json_node_get_object(root), &error))
                return TRUE;
        assert_failed(error, TCK_ERROR_PROTOCOL, "it sent an invalid message");
        return FALSE;
}

#define BEGIN(planned, taken) "{\"begin\":{\"hypervisor\":\"QEMU\",\"planned\":" planned ",\"taken_over\":" taken "}}"
#define OUTCOME(verdict) "{\"verdict\":\"" verdict "\",\"message\":\"m\",\"duration_us\":5}"
#define RESULT(name, vm, outcomes) "{\"result\":{\"case\":\"" name "\",\"vm\":\"" vm "\",\"outcomes\":[" outcomes "]}}"

static void test_messages(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        const TckMatrixResult *result;

        g_assert_true(take(f->a, BEGIN("3", "1")));
        g_assert_true(take(f->a, RESULT("isa/read/stable", "pc", OUTCOME("PASS"))));
        g_assert_true(take(f->a, RESULT("isa/read/stable", "q35", OUTCOME("WAIVED"))));
        g_assert_true(take(f->a, RESULT("pci/bar/one-byte", "pc", OUTCOME("FAIL") "," OUTCOME("PASS"))));
        g_assert_true(take(f->a, "{\"activity\":{\"slot\":0,\"text\":\"x\"}}"));
        g_assert_true(take(f->a, "{\"end\":{\"failure\":null,\"claim\":\"CONFORMS\"}}"));
        g_assert_cmpuint(f->a->counts[TCK_FAIL], ==, 1);
        g_assert_cmpuint(f->a->counts[TCK_WAIVED], ==, 1);
        result = f->a->results->pdata[2];
        g_assert_cmpint(result->duration, ==, 10);
        g_assert_cmpstr(result->vm, ==, "pc");
        g_assert_cmpstr(f->a->claim, ==, "CONFORMS");
}

static void test_invalid_messages(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        static const char *const invalid[] = {
                "{}",
                "{\"exit\":0}",
                "{\"begin\":{}}",
                BEGIN("9", "0"),
                RESULT("isa/read/stable", "pc", OUTCOME("PASS")), /* a duplicate */
                RESULT("no/such/case", "pc", OUTCOME("PASS")),
                RESULT("isa/read/stable", "q35", ""),
                RESULT("isa/read/stable", "q35", OUTCOME("GOOD")),
                RESULT("isa/read/stable", "q35", OUTCOME("PASS") "," OUTCOME("PASS") "," OUTCOME("PASS")),
                RESULT("isa/read/stable", "q35", "{\"verdict\":\"PASS\",\"duration_us\":-1}"),
                RESULT("isa/read/stable", "q35", "7"),
                "{\"end\":{}}",
        };

        g_assert_false(take(f->a, RESULT("isa/read/stable", "pc", OUTCOME("PASS")))); /* before the beginning */
        g_assert_false(take(f->b, BEGIN("1", "2")));
        g_assert_true(take(f->a, BEGIN("2", "0")));
        g_assert_true(take(f->a, RESULT("isa/read/stable", "pc", OUTCOME("PASS"))));
        for (gsize i = 0; i < G_N_ELEMENTS(invalid); i++)
                g_assert_false(take(f->a, invalid[i]));
        g_assert_cmpuint(f->a->results->len, ==, 1);
        g_assert_true(take(f->a, RESULT("isa/read/stable", "q35", OUTCOME("PASS"))));
        g_assert_false(take(f->a, RESULT("isa/read/recognized-bits", "pc", OUTCOME("PASS")))); /* more than planned */
}

/* ---- the conclusion ---- */

static void test_exit_status(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        TckMatrixEntry *c = tck_matrix_add(f->matrix, f->targets->pdata[2], FALSE);

        tck_matrix_entry_prepare(c);
        g_assert_cmpint(c->state, ==, TCK_ENTRY_MISSING);
        g_assert_nonnull(strstr(c->problem, "/nowhere/qemu"));
        f->a->state = f->b->state = TCK_ENTRY_DONE;
        g_assert_cmpint(tck_matrix_exit_status(f->matrix), ==, 0);
        f->b->status = 1;
        g_assert_cmpint(tck_matrix_exit_status(f->matrix), ==, 1);
        f->a->status = f->b->status = 77;
        g_assert_cmpint(tck_matrix_exit_status(f->matrix), ==, 77);
        c->named = TRUE;
        g_assert_cmpint(tck_matrix_exit_status(f->matrix), ==, 3);
        c->named = FALSE;
        f->a->status = 0;
        f->b->state = TCK_ENTRY_BROKEN;
        g_assert_cmpint(tck_matrix_exit_status(f->matrix), ==, 3);
        f->matrix->signal = SIGINT;
        g_assert_cmpint(tck_matrix_exit_status(f->matrix), ==, 128 + SIGINT);
}

static void test_rest(Fixture *f, G_GNUC_UNUSED gconstpointer data) {
        g_assert_cmpint(tck_matrix_rest(f->matrix), ==, -1); /* nothing is known */
        f->a->usual = f->b->usual = 1000;
        f->a->usual_planned = 10;
        f->b->usual_planned = 20;
        g_assert_cmpint(tck_matrix_rest(f->matrix), ==, 15000); /* with two slots */
        f->b->state = TCK_ENTRY_DONE;
        f->a->planned = 4;
        g_assert_true(tck_matrix_entry_add(f->a, tck_find_case("isa/read/stable"), "pc", TCK_PASS, NULL, 1));
        g_assert_false(tck_matrix_entry_add(f->a, tck_find_case("isa/read/stable"), "pc", TCK_FAIL, NULL, 1));
        g_assert_cmpint(tck_matrix_rest(f->matrix), ==, 1500);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/targets/values", test_values);
        g_test_add_func("/targets/mistakes", test_mistakes);
        g_test_add_func("/targets/missing", test_missing);
        g_test_add_func("/targets/shipped", test_shipped);
        g_test_add("/targets/messages", Fixture, NULL, set_up, test_messages, tear_down);
        g_test_add("/targets/invalid-messages", Fixture, NULL, set_up, test_invalid_messages, tear_down);
        g_test_add("/targets/exit-status", Fixture, NULL, set_up, test_exit_status, tear_down);
        g_test_add("/targets/rest", Fixture, NULL, set_up, test_rest, tear_down);
        return g_test_run();
}
