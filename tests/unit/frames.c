/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames on a stack that the test makes, as each architecture's ABI has them. */
#include "frames.h"

#include "common.h"

enum { STACK = 0x8000, SIZE = 0x1000, FAR = 2 << 20, MAX = 8 };

static guint64 stack[SIZE / 8];

/* Memory of 2 MiB above has the same contents, and misaligned words can be read, too. */
static gboolean read_word(gpointer data, guint64 address, guint64 *ret_word) {
        guint64 at = address - STACK;

        (void) data;
        if (at >= FAR && at < FAR + SIZE)
                at -= FAR;
        if (at > SIZE - 8)
                return FALSE;
        memcpy(ret_word, (const guint8 *) stack + at, sizeof *ret_word);
        return TRUE;
}

static void put(guint64 address, guint64 word) {
        stack[(address - STACK) / 8] = word;
}

static void check_linked(const TckFrames *form, guint64 frame, guint64 link, guint max, guint count) {
        guint64 addresses[MAX];

        g_assert_cmpuint(tck_frames_walk(form, frame, link, read_word, NULL, addresses, max), ==, count);
        for (guint i = 0; i < count; i++)
                g_assert_cmphex(addresses[i], ==, 0x100 * (i + 1));
}

static void check(const TckFrames *form, guint64 frame, guint max, guint count) {
        check_linked(form, frame, 0, max, count);
}

/* Frames at 0x8100, 0x8200 and 0x8300; the last has no caller. The n-th return address is 0x100 * n. */
static void make_stack(const TckFrames *form) {
        memset(stack, 0, sizeof stack);
        for (guint i = 1; i <= 3; i++) {
                guint64 frame = STACK + 0x100 * i, caller = i < 3 ? frame + 0x100 : 0;

                put(frame + (guint64) form->previous, caller);
                if (!form->in_callers)
                        put(frame + (guint64) form->caller, 0x100 * i);
                else if (caller)
                        put(caller + (guint64) form->caller, 0x100 * i);
        }
}

static const TckFrames *form_of(const char *arch) {
        return &tck_find_arch(arch)->prstatus[0].frames;
}

/* x86-64: RBP; AArch64: X29; RISC-V: s0, above its frame. The pair is that of the caller's frame and the return address. */
static void test_pairs(void) {
        static const char *const archs[] = {"x86_64", "aarch64", "riscv64"};

        for (gsize i = 0; i < G_N_ELEMENTS(archs); i++) {
                g_assert_cmpint(form_of(archs[i])->caller - form_of(archs[i])->previous, ==, 8);
                g_assert_cmpint(form_of(archs[i])->previous, ==, g_str_equal(archs[i], "riscv64") ? -16 : 0);
                make_stack(form_of(archs[i]));
                check(form_of(archs[i]), STACK + 0x100, MAX, 3);
                check(form_of(archs[i]), STACK + 0x100, 2, 2);
        }
}

/* The back chain; the return address is in the caller's frame: LR at 16 (OpenPOWER ELFv2), R14 at 112 (ELF for s390x). */
static void test_chains(void) {
        static const struct {
                const char *arch;
                gint caller;
        } archs[] = {{"ppc64", 16}, {"s390x", 112}};

        for (gsize i = 0; i < G_N_ELEMENTS(archs); i++) {
                const TckFrames *form = form_of(archs[i].arch);

                g_assert_true(form->in_callers);
                g_assert_cmpint(form->previous, ==, 0);
                g_assert_cmpint(form->caller, ==, archs[i].caller);
                make_stack(form);
                check(form, STACK + 0x100, MAX, 2);
        }
}

/* On RISC-V, a function that calls none stores s0 alone, where others store ra. */
static void test_leaf(void) {
        const TckFrames *form = form_of("riscv64");

        make_stack(form);
        put(STACK + 0x80 - 8, STACK + 0x100);
        put(STACK + 0x80 - 16, 0x999);
        check_linked(form, STACK + 0x80, 0x777, MAX, 3);
        /* The same frame of a function that calls others, or whose return address is that of the link. */
        check_linked(form, STACK + 0x100, 0x777, MAX, 3);
        put(STACK + 0x100 - 8, STACK + 0x200);
        g_assert_cmpuint(tck_frames_walk(form, STACK + 0x100, STACK + 0x200, read_word, NULL, (guint64[MAX]){0}, MAX),
                         ==, 3);
        g_assert_cmpuint(tck_frames_walk(form, STACK + 0x100, 0x777, read_word, NULL, (guint64[MAX]){0}, MAX), ==, 2);
}

/* Frames that are not there, misaligned, and chains that lead to themselves, down, or far away. */
static void test_flaws(void) {
        static const guint64 callers[] = {STACK + 0x200, STACK + 0x100, 8, G_MAXUINT64 - 7, STACK + FAR + 0x300};
        static const char *const archs[] = {"aarch64", "ppc64"};

        for (gsize i = 0; i < G_N_ELEMENTS(archs); i++) {
                const TckFrames *form = form_of(archs[i]);

                make_stack(form);
                check(form, 0, MAX, 0);
                check(form, STACK + 0x104, MAX, 0);
                check(form, STACK + SIZE, MAX, 0);
                check(form, G_MAXUINT64, MAX, 0);
                for (gsize n = 0; n < G_N_ELEMENTS(callers); n++) {
                        put(STACK + 0x200, callers[n]);
                        check(form, STACK + 0x100, MAX, form->in_callers ? 1 : 2);
                }
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/frames/pairs", test_pairs);
        g_test_add_func("/frames/chains", test_chains);
        g_test_add_func("/frames/leaf", test_leaf);
        g_test_add_func("/frames/flaws", test_flaws);
        return g_test_run();
}
