"""The set-up of serve.py, interrupted: by a full disk, by signals, by another one, by the clock. It says
so in one line, and the next call goes on where it stopped."""

import os
import signal
import sys
import time
import unittest

from checkout import (
    PATIENCE_S, SENTENCE, STEP, WAIT, Checkout, is_running, last_line, wait_for,
    why_no_namespaces,
)

NO_NAMESPACES = why_no_namespaces()
STEPS = {"npm": "ON_NPM", "configure": "ON_CONFIGURE", "build": "ON_BUILD"}
ORDER = list(STEPS)


class InterruptedTest(unittest.TestCase):
    def setUp(self):
        self.checkout = Checkout()
        self.addCleanup(self.checkout.close)
        # A shell starts what runs in its background with these ignored, and children inherit that.
        for name in ("SIGINT", "SIGHUP"):
            inherited = signal.signal(getattr(signal, name), signal.SIG_DFL)
            self.addCleanup(signal.signal, getattr(signal, name), inherited)

    def halted(self, step):
        """serve.py, half way through a step, and the process of that step."""
        process = self.checkout.start("--build-only", env={STEPS[step]: WAIT})
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process, self.checkout.wait_until_half_way()

    def assert_builds(self, *steps):
        """The next call does these steps, and then everything is there."""
        code, out, errors = self.checkout.run("--build-only")
        self.assertEqual((code, errors), (0, ""), out)
        self.assertEqual(self.checkout.steps(), list(steps))
        self.assertTrue(self.checkout.is_whole())


class Signals(InterruptedTest):
    def test_what_ends_it_half_way_ends_the_step_too_and_the_next_call_goes_on_from_there(self):
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            for step in STEPS:
                with self.subTest(f"{name} in {step}"):
                    checkout = self.checkout = Checkout()
                    self.addCleanup(checkout.close)
                    process, its_step = self.halted(step)
                    process.send_signal(getattr(signal, name))
                    self.assertEqual(process.wait(timeout=PATIENCE_S), 130)
                    wait_for(lambda: not is_running(its_step))
                    self.assertEqual(checkout.steps(), ORDER[:ORDER.index(step) + 1])
                    # What was done is not done again.
                    self.assert_builds(*ORDER[ORDER.index(step):])
                    self.assert_builds("build")

    @unittest.skipUnless(sys.platform.startswith("linux"), "needs Linux, to see what is left running")
    def test_killed_half_way_the_next_call_waits_for_what_is_left_of_it_and_goes_on(self):
        for step in STEPS:
            with self.subTest(step):
                checkout = self.checkout = Checkout()
                self.addCleanup(checkout.close)
                process, its_step = self.halted(step)
                process.kill()
                process.wait()
                self.assertTrue(is_running(its_step), "nobody could end it")
                following = checkout.start("--build-only")
                self.addCleanup(following.communicate)
                self.assertRegex(following.stdout.readline(), r"\AWaiting for another Lanes command .*\n\Z")
                # Until now it has done nothing that would get in the way of the other.
                self.assertEqual(checkout.steps(), ORDER[:ORDER.index(step) + 1])
                checkout.go.touch()
                self.assertEqual((following.wait(timeout=PATIENCE_S), following.stderr.read()), (0, ""))
                self.assertEqual(checkout.steps(), ORDER[ORDER.index(step):])
                self.assertTrue(checkout.is_whole())

    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_a_toolchain_that_was_killed_half_way_is_made_anew(self):
        checkout = self.checkout
        if not os.path.exists("/usr/share/keyrings/debian-archive-keyring.gpg"):
            self.skipTest("needs Debian's keyring")
        # All that makes a private toolchain is the host's, but for the program that fetches it.
        (checkout.programs / "emcc").unlink()
        (checkout.programs / "mmdebstrap").write_text("#!/bin/sh\n" + STEP + """
            for root; do :; done
            mkdir -p "$root/usr/bin"; echo half > "$root/half"
            step toolchain "$ON_TOOLCHAIN" || exit
            [ -e "$root/half" ] && echo whole > "$root/usr/bin/clang++-21"
        """)
        (checkout.programs / "mmdebstrap").chmod(0o755)
        path = f"{checkout.programs}:/usr/sbin:/usr/bin:/sbin:/bin"
        process = checkout.start("--build-only", env={"PATH": path, "ON_TOOLCHAIN": WAIT})
        self.addCleanup(process.communicate)
        checkout.wait_until_half_way()
        toolchain = checkout.repo / "build/toolchain"
        process.kill()
        process.wait()
        self.assertEqual([entry.name for entry in toolchain.iterdir()], ["root.partial"])
        (toolchain / "root.partial" / "left-over").touch()
        following = checkout.start("--build-only", env={"PATH": path})
        self.addCleanup(following.communicate)
        self.assertIn("Waiting", following.stdout.readline())
        checkout.go.touch()
        following.wait(timeout=PATIENCE_S)
        # It has no compiler in it, which the next step says; but it is whole, and nothing of the other's.
        self.assertEqual(checkout.steps()[:3], ["toolchain", "toolchain", "npm"])
        self.assertEqual([entry.name for entry in toolchain.iterdir()], ["root"])
        self.assertFalse((toolchain / "root" / "left-over").exists())
        self.assertTrue((toolchain / "root" / ".lanes.json").exists())


class TwoAtOnce(InterruptedTest):
    def test_the_second_waits_and_finds_everything_done(self):
        first, _ = self.halted("npm")
        second = self.checkout.start("--build-only")
        self.addCleanup(second.communicate)
        self.assertRegex(second.stdout.readline(), r"\AWaiting for another Lanes command .*\n\Z")
        self.checkout.go.touch()
        for process in (first, second):
            self.assertEqual((process.wait(timeout=PATIENCE_S), process.stderr.read()), (0, ""))
        self.assertEqual(self.checkout.steps(), [*ORDER, "build"])
        self.assertTrue(self.checkout.is_whole())

    def test_a_program_that_outlives_its_call_keeps_nobody_waiting(self):
        stays = 'sleep 1000 & echo $! > "$HALF_WAY"'
        self.assertEqual(self.checkout.run("--build-only", env={"ON_BUILD": f"({stays}) >/dev/null 2>&1"})[0], 0)
        self.assertFalse(is_running(int(self.checkout.half_way.read_text())), "its group was ended")
        self.checkout.steps()
        self.assert_builds("build")


# On a disk of one megabyte: two calls, before and after there is more room on it.
ON_A_SMALL_DISK = """
    PATH=/usr/sbin:/usr/bin:/sbin:/bin
    mkdir "$DISK"; mount -t tmpfs -o size=1M none "$DISK"; cp -a "$REPO" "$DISK/lanes"
    eval "$FILL"
    (PATH=$KEPT; "$@") && exit 100
    mount -o remount,size=64M "$DISK"
    echo "second call" >&2
    unset ON_NPM ON_BUILD
    PATH=$KEPT; "$@"
"""


class FullDisk(InterruptedTest):
    @unittest.skipIf(NO_NAMESPACES, NO_NAMESPACES)
    def test_it_says_so_in_one_line_and_goes_on_when_there_is_room(self):
        big = "head -c 4000000 /dev/zero"
        for what, env, done in (
            ("in a step", {"ON_NPM": f"{big} > big"}, 0),
            ("in a later step", {"ON_BUILD": f"{big} > big"}, 2),
            ("before anything", {"FILL": f'{big} > "$DISK/big"; true'}, 0),
        ):
            with self.subTest(what):
                checkout = self.checkout = Checkout()
                self.addCleanup(checkout.close)
                disk, repo = checkout.folder / "disk", checkout.repo
                checkout.repo = disk / "lanes"
                code, out, errors = checkout.run(
                    "--build-only", before=["/usr/bin/unshare", "--mount", "sh", "-c", ON_A_SMALL_DISK, "sh"],
                    env={**env, "KEPT": checkout.env["PATH"], "DISK": str(disk), "REPO": str(repo)})
                first, _, second = errors.partition("second call\n")
                self.assertRegex(last_line(first) + "\n", rf"\A{SENTENCE}\Z")
                self.assertIn("the disk is full", last_line(first))
                self.assertNotIn("Traceback", errors)
                self.assertEqual((code, second), (0, ""), out)
                # What was done before is not done again.
                self.assertEqual(checkout.steps()[-3 + done:], ORDER[done:])


class Clocks(InterruptedTest):
    def setUp(self):
        super().setUp()
        self.assert_builds(*ORDER)
        self.later = time.time() + 86_400

    def test_a_source_from_the_future_becomes_one_of_now(self):
        source = self.checkout.repo / "web/headers.json"
        os.utime(source, (self.later, self.later))
        self.assert_builds("build")
        self.assertLess(source.stat().st_mtime, time.time() + 1)

    def test_a_build_from_the_future_starts_anew_and_says_so(self):
        for file in ("build/wasm/.ninja_log", "build/wasm/build.ninja"):
            os.utime(self.checkout.repo / file, (self.later, self.later))
            code, out, errors = self.checkout.run("--build-only")
            self.assertEqual((code, errors), (0, ""))
            self.assertIn("The clock was set back since the last build, which therefore starts anew.", out)
            # Not the packages: they are known by their content.
            self.assertEqual(self.checkout.steps(), ["configure", "build"])
            self.assert_builds("build")

    def test_a_certificate_that_is_not_valid_at_this_date_is_the_clocks_fault(self):
        (self.checkout.repo / "web/node_modules/.lanes-stamp").unlink()
        for said in ("npm error code CERT_NOT_YET_VALID", "npm error code CERT_HAS_EXPIRED",
                     "E: Release file for x is not valid yet (invalid for another 3h 2min 1s)."):
            code, _, errors = self.checkout.run("--build-only", env={"ON_NPM": f"echo '{said}'; false"})
            self.assertEqual(code, 1)
            self.assertRegex(last_line(errors) + "\n", rf"\A{SENTENCE}\Z")
            self.assertRegex(last_line(errors), rf"clock it is {time.strftime('%Y')}-.*set the clock")


if __name__ == "__main__":
    unittest.main()
